// How many threads a step may use, and what decided it.
#pragma once

#include <algorithm>
#include <atomic>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <string>
#include <string_view>
#include <system_error>
#include <thread>

#include "types.hpp"

#if defined(__linux__)
#include <sched.h>
#endif

namespace gradstep {

/// How many threads a step may use, the calling one included, and what decided it.
struct ThreadInfo {
  int threads;
  std::string why;
};

/// The largest number of threads that can be asked for.
inline constexpr int max_threads = 1024;

namespace detail {

[[noreturn, gnu::cold]] inline void thread_error(const std::string& text) {
  raise(error(Reason::environment, text));
}

inline int checked_threads(const char* function, int n) {
  if (n < 0 || n > max_threads)
    thread_error(
        message("{}: n must be 1 to {}, or 0 for automatic; got {}", {function, max_threads, n}));
  return n;
}

/// The number that `text` starts with if it is a possible thread count, else 0; `rest` follows it.
inline int leading_threads(std::string_view text, std::string_view& rest) noexcept {
  int n = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), n);
  rest = text.substr(static_cast<std::size_t>(end - text.data()));
  return error == std::errc{} && n >= 1 && n <= max_threads ? n : 0;
}

/// An environment variable; one that is set but empty (`NAME= command`) counts as unset.
inline std::string_view environment(const char* name) noexcept {
  const char* value = std::getenv(name);
  return value ? value : "";
}

#if defined(__linux__)
inline constexpr double no_quota = std::numeric_limits<double>::infinity();

/// Reads the one or two numbers in <root><controller><group>/<file>; what is not there stays as is.
[[gnu::cold]] inline void read_numbers(const char* root, const char* controller, const char* group,
                                       const char* file, long long& first,
                                       long long& second) noexcept {
  char path[8192];
  const int length = std::snprintf(path, sizeof path, "%s%s%s/%s", root, controller, group, file);
  if (length < 0 || length >= static_cast<int>(sizeof path)) return;
  if (std::FILE* stream = std::fopen(path, "re")) {
    // NOLINTNEXTLINE(cert-err34-c): the kernel wrote these numbers, and they fit
    if (std::fscanf(stream, "%lld %lld", &first, &second) < 1) first = -1;
    std::fclose(stream);
  }
}

/// CPUs that one cgroup's CFS bandwidth quota grants: "150000 100000" in µs is 1.5.
inline double quota_in(const char* root, bool v2, const char* group) noexcept {
  long long quota = -1, period = -1, none = 0;  // "max 100000" (v2) and -1 (v1) are no quota
  if (v2) {
    read_numbers(root, "", group, "cpu.max", quota, period);
  } else {
    read_numbers(root, "/cpu", group, "cpu.cfs_quota_us", quota, none);
    read_numbers(root, "/cpu", group, "cpu.cfs_period_us", period, none);
  }
  if (quota <= 0 || period <= 0) return no_quota;
  return static_cast<double>(quota) / static_cast<double>(period);
}

/// The least quota, in CPUs, of this process's cgroup and all its parents. In a container whose
/// /proc names the host's path the walk up ends at the directory that is mounted.
[[gnu::cold]] inline double cgroup_quota(const char* self = "/proc/self/cgroup",
                                         const char* root = "/sys/fs/cgroup") noexcept {
  double least = no_quota;
  std::FILE* stream = std::fopen(self, "re");
  if (!stream) return least;
  char line[4096];
  while (std::fgets(line, sizeof line, stream)) {  // v2 is "0::/path", v1 "4:cpu,cpuacct:/path"
    char* const controllers = std::strchr(line, ':');
    char* const group = controllers ? std::strchr(controllers + 1, ':') : nullptr;
    if (!group) continue;
    const bool v2 = group == controllers + 1;
    *controllers = *group = ',';
    const std::string_view list(controllers, static_cast<std::size_t>(group + 1 - controllers));
    if (!v2 && list.find(",cpu,") == list.npos) continue;
    char* end = group + 1 + std::strcspn(group + 1, "\n");
    do {  // drops the last component each time round; the last one read is the root itself
      *end = '\0';
      least = std::min(least, quota_in(root, v2, group + 1));
      end = std::strrchr(group + 1, '/');
    } while (end);
  }
  std::fclose(stream);
  return least;
}
#endif

/// A thread count and what decided it, small enough for one atomic load.
struct alignas(8) Choice {
  enum Source : std::uint16_t { malformed, variable, openmp, hardware, affinity, quota };
  std::uint16_t threads;
  Source source;
  std::uint32_t quota_percent;  // the quota in hundredths of a CPU
};

inline Choice chosen(int threads, Choice::Source source, double quota = 0) noexcept {
  return {static_cast<std::uint16_t>(threads), source, static_cast<std::uint32_t>(quota * 100)};
}

/// What the system grants this process.
inline Choice usable_cpus() noexcept {
  const auto machine = static_cast<int>(std::thread::hardware_concurrency());  // 0 is unknown
  Choice cpus = chosen(std::clamp(machine, 1, max_threads), Choice::hardware);
#if defined(__linux__)
  cpu_set_t set[16];  // 16384 CPUs; the kernel refuses a mask that is shorter than its own
  if (sched_getaffinity(0, sizeof set, set) == 0)
    cpus = chosen(std::clamp(CPU_COUNT_S(sizeof set, set), 1, max_threads), Choice::affinity);
  if (const double granted = cgroup_quota(); std::ceil(granted) < cpus.threads)
    cpus = chosen(static_cast<int>(std::ceil(granted)), Choice::quota, granted);
#endif
  return cpus;
}

inline Choice decide() noexcept {
  std::string_view rest;
  if (const auto text = environment("GRADSTEP_NUM_THREADS"); !text.empty()) {
    const int n = leading_threads(text, rest);
    return n && rest.empty() ? chosen(n, Choice::variable) : chosen(0, Choice::malformed);
  }
  const Choice cpus = usable_cpus();
  // OpenMP's variable may be a list for nested regions, "4,2"; what is wrong in it is not our
  // error.
  const int openmp = leading_threads(environment("OMP_NUM_THREADS"), rest);
  if (openmp && openmp < cpus.threads && (rest.empty() || rest[0] == ','))
    return chosen(openmp, Choice::openmp);
  return cpus;
}

inline constinit std::atomic<Choice> cached_choice{Choice{}};
inline constinit std::atomic<int> set_threads{0};
inline constinit thread_local int scoped_threads = 0;

/// Reads environment, affinity and cgroup when they are first needed, so that loading the library
/// reads none of them.
inline Choice automatic_threads() noexcept {
  Choice choice = cached_choice.load(std::memory_order_relaxed);
  if (choice.threads == 0) {
    choice = decide();
    cached_choice.store(choice, std::memory_order_relaxed);
  }
  return choice;
}
}  // namespace detail

/// Sets the number of threads of every later step in this process; 0 goes back to automatic and
/// looks at environment, affinity and quota again. Throws gradstep::error unless n is 0 to 1024.
inline void set_num_threads(int n) {
  detail::set_threads.store(detail::checked_threads("set_num_threads", n));
  if (n == 0) detail::cached_choice.store(detail::Choice{});
}

/// Sets the number of threads for steps called from this thread and returns the previous value;
/// 0 is no override. It takes precedence over set_num_threads(). Throws gradstep::error.
inline int thread_override(int n) {
  const int previous = detail::scoped_threads;
  detail::scoped_threads = detail::checked_threads("threads", n);
  return previous;
}

/// thread_override(n) for the length of a scope.
class ThreadsGuard {
 public:
  explicit ThreadsGuard(int n) : previous_(thread_override(n)) {}
  ThreadsGuard(const ThreadsGuard&) = delete;
  ThreadsGuard& operator=(const ThreadsGuard&) = delete;
  ~ThreadsGuard() { detail::scoped_threads = previous_; }

 private:
  int previous_;
};

/// num_threads() that returns 0 where GRADSTEP_NUM_THREADS is malformed.
inline int try_num_threads() noexcept {
  if (detail::scoped_threads) return detail::scoped_threads;
  if (const int n = detail::set_threads.load(std::memory_order_relaxed)) return n;
  return detail::automatic_threads().threads;
}

/// thread_info() that returns 0 threads and the error's message where the variable is malformed.
[[gnu::cold]] inline ThreadInfo try_thread_info() {
  using detail::Choice, detail::message;
  if (const int n = detail::scoped_threads) return {n, message("threads({})", {n})};
  if (const int n = detail::set_threads.load()) return {n, message("set_num_threads({})", {n})};
  const Choice choice = detail::automatic_threads();
  const int n = choice.threads;
  const char* const cpus = n == 1 ? "CPU" : "CPUs";
  switch (choice.source) {
    case Choice::variable: return {n, message("GRADSTEP_NUM_THREADS={}", {n})};
    case Choice::openmp: return {n, message("OMP_NUM_THREADS={}", {n})};
    case Choice::hardware: return {n, message("{} {} in the machine", {n, cpus})};
    case Choice::affinity: return {n, message("{} {} in the affinity mask", {n, cpus})};
    case Choice::quota: {
      char text[64];
      std::snprintf(text, sizeof text, "cgroup quota %.4g CPUs", choice.quota_percent / 100.0);
      return {n, text};
    }
    default:
      return {0, message("GRADSTEP_NUM_THREADS=\"{}\" is not a number of threads: write an integer "
                         "from 1 to {}, or unset it for automatic",
                         {detail::environment("GRADSTEP_NUM_THREADS"), max_threads})};
  }
}

/// The number of threads that a step called here and now may use, and what decided it. The first of
/// these that is set decides: threads(), set_num_threads(), GRADSTEP_NUM_THREADS; else the least of
/// OMP_NUM_THREADS, the affinity mask and the cgroup quota (rounded up). Throws gradstep::error if
/// GRADSTEP_NUM_THREADS is malformed.
inline ThreadInfo thread_info() {
  ThreadInfo info = try_thread_info();
  if (info.threads == 0) detail::thread_error(info.why);
  return info;
}

/// thread_info().threads, in a few ns.
inline int num_threads() {
  const int n = try_num_threads();
  return n ? n : thread_info().threads;
}

}  // namespace gradstep
