// SPDX-License-Identifier: BSD-3-Clause
// Threads: how many, and a small fork-join pool that runs the parts of one step on them.
#pragma once

#include <algorithm>
#include <atomic>
#include <charconv>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <memory>
#include <string>
#include <string_view>
#include <system_error>
#include <thread>
#include <type_traits>

#include "types.hpp"

#if !defined(_WIN32)
#include <pthread.h>
#include <signal.h>
#endif
#if defined(__linux__)
#include <sched.h>
#endif

namespace gradstep {

/// The caller's own thread pool: `run(pool, n, part, arg)` calls `part(arg, i)` once for every
/// i < n, in any order, on any threads, and returns when all are done. It must not throw.
struct Executor {
  void* pool = nullptr;
  void (*run)(void* pool, std::size_t n, void (*part)(void* arg, std::size_t i),
              void* arg) = nullptr;
};

/// How many threads a step may use, the calling one included, and what decided it.
struct ThreadInfo {
  int threads;
  std::string why;
};

/// The largest number of threads that can be asked for.
inline constexpr int max_threads = 1024;

namespace detail {

// ---- how many ----------------------------------------------------------------------------------

[[noreturn]] inline void thread_error(const std::string& message) {
  raise(error(Reason::environment, message));
}

inline int checked_threads(const char* function, int n) {
  if (n < 0 || n > max_threads)
    thread_error(std::string(function) + ": n must be 1 to " + std::to_string(max_threads) +
                 ", or 0 for automatic; got " + std::to_string(n));
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
inline void read_numbers(const char* root, const char* controller, const char* group,
                         const char* file, long long& first, long long& second) noexcept {
  char path[8192];
  const int length = std::snprintf(path, sizeof path, "%s%s%s/%s", root, controller, group, file);
  if (length < 0 || length >= static_cast<int>(sizeof path)) return;
  if (std::FILE* stream = std::fopen(path, "re")) {
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
inline double cgroup_quota(const char* self = "/proc/self/cgroup",
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

/// Reads environment, affinity and cgroup at the first need, so that loading the library reads
/// none.
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
/// looks at environment, affinity and quota again. Throws gradstep::error unless 0 to 1024.
inline void set_num_threads(int n) {
  detail::set_threads.store(detail::checked_threads("set_num_threads", n));
  if (n == 0) detail::cached_choice.store(detail::Choice{});
}

/// Sets the number of threads for steps called from this thread and returns the previous value;
/// 0 is no override. It goes before set_num_threads(). Throws gradstep::error.
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
inline ThreadInfo try_thread_info() {
  if (const int n = detail::scoped_threads) return {n, "threads(" + std::to_string(n) + ")"};
  if (const int n = detail::set_threads.load())
    return {n, "set_num_threads(" + std::to_string(n) + ")"};
  using detail::Choice;
  const Choice choice = detail::automatic_threads();
  const int n = choice.threads;
  const std::string cpus = std::to_string(n) + (n == 1 ? " CPU" : " CPUs");
  switch (choice.source) {
    case Choice::variable: return {n, "GRADSTEP_NUM_THREADS=" + std::to_string(n)};
    case Choice::openmp: return {n, "OMP_NUM_THREADS=" + std::to_string(n)};
    case Choice::hardware: return {n, cpus + " in the machine"};
    case Choice::affinity: return {n, cpus + " in the affinity mask"};
    case Choice::quota: {
      char text[64];
      std::snprintf(text, sizeof text, "cgroup quota %.4g CPUs", choice.quota_percent / 100.0);
      return {n, text};
    }
    default:
      return {0, "GRADSTEP_NUM_THREADS=\"" +
                     std::string(detail::environment("GRADSTEP_NUM_THREADS")) +
                     "\" is not a number of threads: write an integer from 1 to " +
                     std::to_string(max_threads) + ", or unset it for automatic"};
  }
}

/// The number of threads a step called here and now may use, and what decided it: threads()
/// before set_num_threads() before GRADSTEP_NUM_THREADS before the least of OMP_NUM_THREADS, affinity mask
/// and cgroup quota (rounded up). Throws gradstep::error if GRADSTEP_NUM_THREADS is
/// malformed.
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

// ---- the pool ----------------------------------------------------------------------------------

namespace detail {

/// Tells the core that this is a spin loop.
inline void pause() noexcept {
#if defined(__x86_64__) || defined(__i386__)
  __builtin_ia32_pause();
#elif defined(__aarch64__) || defined(__arm__)
  asm volatile("yield");
#endif
}

/// The floating-point control word (rounding, flushing of subnormals) without the sticky flags.
/// Workers take over the caller's: a result must not depend on which thread computed it.
inline std::uint64_t fp_control() noexcept {
#if defined(__x86_64__)
  return __builtin_ia32_stmxcsr() & ~0x3fU;
#elif defined(__aarch64__)
  std::uint64_t word;
  asm volatile("mrs %0, fpcr" : "=r"(word));
  return word;
#else
  return 0;
#endif
}

inline void set_fp_control([[maybe_unused]] std::uint64_t word) noexcept {
#if defined(__x86_64__)
  __builtin_ia32_ldmxcsr((__builtin_ia32_stmxcsr() & 0x3fU) | static_cast<unsigned>(word));
#elif defined(__aarch64__)
  asm volatile("msr fpcr, %0" : : "r"(word));
#endif
}

/// Spins for at most about 100 µs (waking a sleeper costs a quarter of that); true once ready.
template <class Ready>
inline bool spin_until(Ready ready) noexcept {
  const auto end = std::chrono::steady_clock::now() + std::chrono::microseconds(100);
  do {
    for (int i = 0; i < 32; ++i) {  // a look at the clock costs as much as several pauses
      if (ready()) return true;
      pause();
    }
  } while (std::chrono::steady_clock::now() < end);
  return ready();
}

/// One job at a time, its parts claimed one by one from `unclaimed`. That counts down and is 0
/// between jobs, so a worker that comes late, or with a count it read long ago, finds nothing or
/// claims a part of the job that is on; the caller waits for parts, never for workers.
///
/// There is one, with constant initialization and a trivial destructor: it starts nothing at load
/// time and outlives every static object that may still use it. PoolEnd joins its workers.
class Pool {
 public:
  using Part = void (*)(void* arg, std::size_t i);

  /// Runs the job on up to `threads` threads, or on the caller alone if the pool is taken: by
  /// another thread's job or, when nested, by the job that the caller is a part of.
  void run(int threads, std::size_t parts, Part part, void* arg) noexcept {
    if (!acquire()) {
      for (std::size_t i = 0; i < parts; ++i) part(arg, i);
      return;
    }
    resize(threads - 1);
    part_ = part;
    arg_ = arg;
    parts_ = parts;
    fp_control_ = fp_control();
    unfinished_.store(parts, std::memory_order_relaxed);
    unclaimed_.store(parts, std::memory_order_release);
    signal();
    const std::size_t done = work();
    if (unfinished_.fetch_sub(done, std::memory_order_acq_rel) != done) wait_for_parts();
    release();
  }

  /// Starts the workers if need be and wakes them, so that they are awake when a job comes.
  void wake(int threads) noexcept {
    if (!acquire()) return;
    resize(threads - 1);
    signal();
    release();
  }

  /// Joins the workers; later jobs run on their caller alone. If a job is on, in another thread or
  /// in the one that calls exit(), everything stays as it is: the process ends regardless.
  void close() noexcept {
    if (acquire()) resize(0);
  }

  /// Workers that exist now; for tests.
  int workers() const noexcept { return workers_; }

 private:
  bool acquire() noexcept { return !busy_.exchange(true, std::memory_order_acquire); }
  void release() noexcept { busy_.store(false, std::memory_order_release); }

  void signal() noexcept {
    // Sequentially consistent against sleep(): it sees this epoch, or this sees its count.
    epoch_.fetch_add(1);
    if (asleep_.load() > 0) epoch_.notify_all();
  }

  void sleep(std::uint32_t seen) noexcept {
    asleep_.fetch_add(1);
    epoch_.wait(seen);
    asleep_.fetch_sub(1);
  }

  /// Claims and runs parts while there are any; returns how many it ran.
  std::size_t work() noexcept {
    std::size_t done = 0;
    for (auto left = unclaimed_.load(std::memory_order_relaxed); left != 0;) {
      if (!unclaimed_.compare_exchange_weak(left, left - 1, std::memory_order_acquire,
                                            std::memory_order_relaxed))
        continue;
      // The job cannot end, nor its description change, before the claimed part is reported.
      if (done == 0 && fp_control() != fp_control_) set_fp_control(fp_control_);
      part_(arg_, parts_ - left);
      ++done;
      left = unclaimed_.load(std::memory_order_relaxed);
    }
    return done;
  }

  void wait_for_parts() noexcept {
    const auto finished = [this] { return unfinished_.load(std::memory_order_acquire) == 0; };
    if (spins_.load(std::memory_order_relaxed) && spin_until(finished)) return;
    for (std::size_t n; (n = unfinished_.load(std::memory_order_acquire)) != 0;)
      unfinished_.wait(n, std::memory_order_acquire);
  }

  void worker(int id) noexcept {
    for (;;) {
      const std::uint32_t seen = epoch_.load();
      if (const std::size_t done = work();
          done != 0 && unfinished_.fetch_sub(done, std::memory_order_release) == done)
        unfinished_.notify_one();
      if (id >= wanted_.load()) return;
      const auto changed = [&] { return epoch_.load(std::memory_order_relaxed) != seen; };
      if (spins_.load(std::memory_order_relaxed) && spin_until(changed)) continue;
      sleep(seen);
    }
  }

  /// Makes the number of workers `n`; fewer if the system gives no more threads.
  void resize(int n) noexcept {
    if (workers_ == n) return;
    wanted_.store(n);
    spins_.store(n < usable_cpus().threads, std::memory_order_relaxed);  // else they take its CPU
    if (workers_ > n) signal();
    while (workers_ > n) join(--workers_);
    while (workers_ < n && start(workers_)) ++workers_;
  }

  bool start(int id) noexcept;
  void join(int id) noexcept;

#if defined(_WIN32)
  using Thread = std::thread*;
#else
  using Thread = pthread_t;
  bool forks_noticed_ = false;

  /// In the child of a fork() only the forking thread lives on: the pool is new again.
  void forget() noexcept {
    unclaimed_.store(0);
    unfinished_.store(0);
    asleep_.store(0);
    wanted_.store(0);
    workers_ = 0;
    busy_.store(false);
  }
#endif

  // What workers read, what they write, and what only sleepers touch, on lines of their own
  // (128 bytes: Apple's lines, and the pairs that x86 fetches).
  alignas(128) std::atomic<std::size_t> unclaimed_{0};
  std::atomic<std::uint32_t> epoch_{0};  // 32 bits: what a futex compares
  std::atomic<bool> spins_{false};
  Part part_ = nullptr;
  void* arg_ = nullptr;
  std::size_t parts_ = 0;
  std::uint64_t fp_control_ = 0;
  alignas(128) std::atomic<std::size_t> unfinished_{0};
  alignas(128) std::atomic<int> asleep_{0};
  std::atomic<int> wanted_{0};
  std::atomic<bool> busy_{false};
  int workers_ = 0;  // this and threads_ belong to who has set busy_
  Thread threads_[max_threads] = {};
};

inline constinit Pool pool;
static_assert(std::is_trivially_destructible_v<Pool>);

#if defined(_WIN32)
// No PoolEnd here: Windows has ended all other threads before static destructors run.
inline bool Pool::start(int id) noexcept {
#if defined(__cpp_exceptions)
  try {
    threads_[id] = new std::thread([id] { pool.worker(id); });
  } catch (const std::exception&) {
    return false;
  }
#else
  threads_[id] = new std::thread([id] { pool.worker(id); });
#endif
  return true;
}

inline void Pool::join(int id) noexcept {
  threads_[id]->join();
  delete threads_[id];
}
#else
/// Joins the workers at exit() and at dlclose(), which would unmap the code they sleep in.
struct PoolEnd {
  ~PoolEnd() { pool.close(); }
};
inline constinit PoolEnd pool_end;

// pthreads and not std::thread, which throws, and allocates where a fork's child would leak it.
inline bool Pool::start(int id) noexcept {
  if (!forks_noticed_) {
    if (pthread_atfork(nullptr, nullptr, [] { pool.forget(); }) != 0) return false;
    forks_noticed_ = true;
  }
  // Signals are for the caller's threads; only those that a fault raises, and the profiler's, stay.
  sigset_t blocked, before;
  sigfillset(&blocked);
  for (const int kept : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGPROF})
    sigdelset(&blocked, kept);
  const auto run = [](void* arg) -> void* {
    pool.worker(static_cast<int>(reinterpret_cast<std::intptr_t>(arg)));
    return nullptr;
  };
  void* const arg = reinterpret_cast<void*>(static_cast<std::intptr_t>(id));
  pthread_sigmask(SIG_SETMASK, &blocked, &before);
  const bool started = pthread_create(&threads_[id], nullptr, run, arg) == 0;
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  return started;
}

inline void Pool::join(int id) noexcept { pthread_join(threads_[id], nullptr); }
#endif
}  // namespace detail

/// Calls body(i) once for every i < parts, in any order, on up to `threads` threads, the caller
/// among them, and returns when all are done; on the caller's executor instead if there is one.
/// It allocates nothing. `body` must not throw and must not fork; it may call parallel_for, which
/// then runs serially. Any number of threads may call this at once: one gets the pool.
template <class Body>
inline void parallel_for(std::size_t parts, int threads, Body&& body,
                         const Executor& executor = {}) noexcept {
  if (parts <= 1 || (threads <= 1 && !executor.run)) {
    for (std::size_t i = 0; i < parts; ++i) body(i);
    return;
  }
  void* const arg = const_cast<void*>(static_cast<const void*>(std::addressof(body)));
  const auto part = [](void* p, std::size_t i) {
    (*static_cast<std::remove_reference_t<Body>*>(p))(i);
  };
  if (executor.run)
    executor.run(executor.pool, parts, part, arg);
  else
    detail::pool.run(threads, parts, part, arg);
}

/// A hint that a parallel_for on `threads` threads comes soon: sleeping workers take some 30 µs to
/// wake, which is free while the caller prepares.
inline void wake(int threads) noexcept {
  if (threads > 1) detail::pool.wake(threads);
}

}  // namespace gradstep
