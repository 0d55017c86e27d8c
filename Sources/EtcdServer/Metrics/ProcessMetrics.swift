#if canImport(Glibc)
  import Glibc
#endif

/// The process as Linux's `/proc` describes it.
enum ProcessMetrics {
  static func register(in registry: MetricsRegistry) {
    registry.register("process_resident_memory_bytes", "Resident memory in bytes.", .gauge) {
      "\(residentBytes() ?? 0)"
    }
    registry.register("process_cpu_seconds_total", "User and system CPU time in seconds.", .counter) {
      "\(cpuSeconds())"
    }
    registry.register("process_open_fds", "Open file descriptors.", .gauge) { "\(openDescriptors() ?? 0)" }
    registry.register("process_max_fds", "Most file descriptors that may be open.", .gauge) {
      var limit = rlimit()
      guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return "0" }
      return "\(limit.rlim_cur)"
    }
  }

  private static func residentBytes() -> UInt64? {
    guard let file = fopen("/proc/self/statm", "r") else { return nil }
    defer { fclose(file) }
    var line = [CChar](repeating: 0, count: 256)
    guard fgets(&line, Int32(line.count), file) != nil else { return nil }
    let text = String(decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    let fields = text.split(separator: " ")
    guard fields.count > 1, let pages = UInt64(fields[1]) else { return nil }
    return pages * UInt64(max(0, sysconf(Int32(_SC_PAGESIZE))))
  }

  private static func cpuSeconds() -> Double {
    var usage = rusage()
    guard getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage) == 0 else { return 0 }
    func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) / 1e6 }
    return seconds(usage.ru_utime) + seconds(usage.ru_stime)
  }

  private static func openDescriptors() -> Int? {
    guard let directory = opendir("/proc/self/fd") else { return nil }
    defer { closedir(directory) }
    var count = 0
    while readdir(directory) != nil { count += 1 }
    // Less ".", "..", and the directory's own.
    return count - 3
  }
}
