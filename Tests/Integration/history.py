"""What clients called and were answered, and what watchers were sent, as lines of JSON: the form that
Sources/Checkers/History/HistoryWriter.swift documents."""

import json


def text(data):
    """Bytes, each as the character of its number."""
    return (data.encode() if isinstance(data, str) else data).decode("latin-1")


def key_value(kv):
    return {
        "k": text(kv.key), "v": text(kv.value), "create": kv.create_revision, "mod": kv.mod_revision,
        "version": kv.version, "lease": kv.lease}


def event(e):
    if e.type == 1:
        return {"delete": text(e.kv.key), "mod": e.kv.mod_revision}
    return {"put": key_value(e.kv)}


def put(call):
    return {"put": {"k": text(call.key), "v": text(call.value), "lease": call.lease}}


def request(call):
    if call.op == "put":
        return put(call)
    if call.op == "get":
        return {"range": {"k": text(call.key)}}
    if call.op == "grant":
        return {"grant": {"id": call.lease, "ttl": call.ttl}}
    if call.op == "keepalive":
        return {"keepalive": {"id": call.lease}}
    is_there = {"version": 0} if call.expected is None else {"value": text(call.expected)}
    return {"txn": {"if": [{"k": text(call.key), "is": "=", **is_there}], "then": [put(call)], "else": []}}


def body(call):
    answer = call.answer
    if call.op == "put":
        return {"put": {}}
    if call.op == "get":
        return {"range": {
            "kvs": [key_value(kv) for kv in answer.kvs], "more": answer.more, "count": answer.count}}
    if call.op == "grant":
        return {"grant": {"id": answer.ID, "ttl": answer.TTL}}
    if call.op == "keepalive":
        return {"keepalive": {"ttl": answer.TTL}}
    return {"txn": {"succeeded": call.swapped, "steps": [{"put": {}}] if call.swapped else []}}


def operation(number, call):
    line = {"t": "op", "id": number, "client": call.client, "from": call.start, "do": request(call)}
    if call.outcome == "ok":
        line["to"] = call.end
        line["ok"] = {"rev": call.revision, **body(call)}
    elif call.outcome == "failed":
        line["refused"] = "unavailable"
    return line


def messages(watcher):
    for at, message in watcher.messages:
        line = {"t": "msg", "watch": watcher.number, "at": at}
        if isinstance(message, int):
            line["resumed"] = message
        else:
            line["rev"] = message.header.revision
            if message.created:
                line["created"] = True
            elif message.canceled:
                line["cancelled"] = message.compact_revision
            elif message.events:
                line["events"] = [event(e) for e in message.events]
            else:
                line["progress"] = True
        yield line


def commits(watcher):
    """Each revision that it saw, with its changes in their order."""
    revision, changes = None, []
    for _, message in watcher.messages:
        for e in [] if isinstance(message, int) else message.events:
            if e.kv.mod_revision != revision:
                if changes:
                    yield {"t": "commit", "rev": revision, "events": changes}
                revision, changes = e.kv.mod_revision, []
            changes.append(event(e))
    if changes:
        yield {"t": "commit", "rev": revision, "events": changes}


def lines(calls, watchers, before):
    """`before`: what the store held before the first call, and its revision."""
    revision, key_values = before
    yield {"t": "start", "rev": revision, "kvs": [key_value(kv) for kv in key_values]}
    for number, call in enumerate(sorted(calls, key=lambda call: call.start)):
        yield operation(number, call)
    if watchers:
        yield from commits(watchers[0])
    for watcher in watchers:
        watch = {"t": "watch", "id": watcher.number, "client": 1000 + watcher.number, "k": "\0", "end": "\0"}
        watch["from"] = watcher.start_revision
        if watcher.is_done:
            watch["complete"] = watcher.until
        yield watch
        yield from messages(watcher)


def write(path, *of):
    with open(path, "w") as file:
        for line in lines(*of):
            file.write(json.dumps(line) + "\n")
