# make up      three masters on this machine, with a live view (ARGS="--detach" and the like are passed on)
# make test    all tests
# make nemesis real members against faults of network, disk, clock and power; long, as root (ROUNDS=10)
# make crash-images   a member recovered from 100,000 states that power cuts may leave (CRASH_IMAGES: another number)
# make simulate  whole clusters in simulated worlds full of faults (ARGS="--time 600" and the like are passed on)
# make planted   finds bugs that are planted in a build of its own, to see what the simulator is worth
# make failpoints  real members that die at each failpoint, in the same build (ARGS="-k snapshot" goes to pytest)
# make fuzz    each decoder fed with mutated bytes, ten minutes each (ARGS="--seconds 60 hpack" and the like)
# make bench   Tern beside a real etcd
# make format  put all files in the project's form
# make lint    check that they are

.PHONY: up build test nemesis bench format lint clean crash-images simulate planted failpoints fuzz

up: build
	.build/release/tern up $(ARGS)

build:
	scripts/setup
	swift build -c release --product tern

test:
	scripts/setup test
	scripts/test $(ARGS)

ROUNDS ?= 10

nemesis: build
	scripts/setup nemesis
	TERN_ROUNDS=$(ROUNDS) scripts/nemesis $(ARGS)

crash-images:
	scripts/setup
	swift build -c release --product crash-images
	.build/release/crash-images $(ARGS)
	.build/release/crash-images --faults

simulate: build
	.build/release/tern simulate $(ARGS)

planted:
	scripts/setup
	scripts/planted $(ARGS)

failpoints:
	scripts/setup test
	scripts/failpoints $(ARGS)

fuzz:
	scripts/setup
	scripts/fuzz $(ARGS)

bench: build
	scripts/setup test
	PATH="$(CURDIR)/.build-tools/usr/bin:$$PATH" TERN="$(CURDIR)/.build/release/tern" python3 Benchmarks/compare/compare.py $(ARGS)

format:
	scripts/lint --fix

lint:
	scripts/lint

clean:
	rm -rf .build .build-venv .build-tools Benchmarks/.build
