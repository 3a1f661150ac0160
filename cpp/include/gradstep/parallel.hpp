// A small fork-join pool that runs the parts of one step on several threads.
#pragma once

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <system_error>
#include <thread>
#include <type_traits>

#include "threads.hpp"

#if !defined(_WIN32)
#include <pthread.h>
#include <signal.h>
#endif

namespace gradstep {

/// The caller's own thread pool: `run(pool, n, part, arg)` calls `part(arg, i)` once for every
/// i < n, in any order, on any threads, and returns when all are done. It must not throw.
struct Executor {
  void* pool = nullptr;
  void (*run)(void* pool, std::size_t n, void (*part)(void* arg, std::size_t i),
              void* arg) = nullptr;
};

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

/// How long a waiting thread spins before it sleeps; waking a sleeper costs a quarter of that.
inline constexpr std::chrono::microseconds spin_time{100};

/// Spins for at most about spin_time; true once ready.
template <class Ready>
inline bool spin_until(Ready ready) noexcept {
  const auto end = std::chrono::steady_clock::now() + spin_time;
  do {
    for (int i = 0; i < 32; ++i) {  // a look at the clock costs as much as several pauses
      if (ready()) return true;
      pause();
    }
  } while (std::chrono::steady_clock::now() < end);
  return ready();
}

/// The unclaimed parts [begin, end) of one thread, in one word that is claimed from by comparing.
struct alignas(8) Range {  // else clang calls libatomic
  std::uint32_t begin = 0, end = 0;
};

/// Does one job at a time. Every thread has a lane, a run of neighbouring parts. It is the same
/// from job to job, so that what the thread has in its caches serves again, and memory is read in
/// long runs. A thread claims the parts of its lane one by one; when none is left it claims from
/// the far ends of the others' lanes. All lanes are empty between jobs, so a worker that comes
/// late, or with a range that it read long ago, finds nothing or claims a part of the job that is
/// on. The caller waits for parts, never for workers.
///
/// There is one pool, with constant initialization and a trivial destructor: it starts nothing at
/// load time and outlives every static object that may still use it. PoolEnd joins its workers.
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
    fp_control_ = fp_control();
    constexpr std::size_t most = std::size_t{1} << 31;  // ranges have 32 bits
    for (base_ = 0; base_ < parts; base_ += most) run_lanes(std::min(parts - base_, most));
    release();
  }

  /// Starts the workers if need be and wakes them, so that they are awake when a job comes.
  void wake(int threads) noexcept {
    if (!acquire()) return;
    resize(threads - 1);
    signal();
    release();
  }

  /// Whether `threads` threads would begin a job at once. If jobs come `soon` after each other, it
  /// is enough that they will from the next job on, because they spin in between.
  bool ready(int threads, bool soon) noexcept {
    if (!acquire()) return false;
    const bool there = workers_ == threads - 1;
    const bool awake = there && asleep_.load(std::memory_order_relaxed) == 0;
    const bool stay = !there || spins_.load(std::memory_order_relaxed);
    release();
    return awake || (soon && stay);
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

  /// Parts [base_, base_ + parts) of the job.
  void run_lanes(std::size_t parts) noexcept {
    const auto lanes = static_cast<std::size_t>(std::min(workers_ + 1, max_lanes));
    lanes_.store(lanes, std::memory_order_relaxed);
    unfinished_.store(parts, std::memory_order_relaxed);
    for (std::size_t i = 0; i < lanes; ++i)
      lane_[i].range.store({static_cast<std::uint32_t>(parts * i / lanes),
                            static_cast<std::uint32_t>(parts * (i + 1) / lanes)},
                           std::memory_order_release);
    signal();
    const std::size_t done = work(0);
    if (unfinished_.fetch_sub(done, std::memory_order_acq_rel) != done) wait_for_parts();
  }

  /// Claims and runs parts while there are any, of its own lane first; returns how many it ran.
  std::size_t work(std::size_t own) noexcept {
    std::size_t done = 0;
    const std::size_t lanes = lanes_.load(std::memory_order_relaxed);
    for (std::size_t i = 0; i < lanes; ++i)
      done += drain(lane_[(own + i) % lanes].range, i != 0, done == 0);
    return done;
  }

  std::size_t drain(std::atomic<Range>& lane, bool from_end, bool first) noexcept {
    std::size_t done = 0;
    for (Range left = lane.load(std::memory_order_relaxed); left.begin < left.end;) {
      Range rest = left;
      const std::uint32_t claimed = from_end ? --rest.end : rest.begin++;
      if (!lane.compare_exchange_weak(left, rest, std::memory_order_acquire,
                                      std::memory_order_relaxed))
        continue;
      // The job cannot end, nor its description change, before the claimed part is reported.
      if (first && done == 0 && fp_control() != fp_control_) set_fp_control(fp_control_);
      part_(arg_, base_ + claimed);
      ++done;
      left = lane.load(std::memory_order_relaxed);
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
      if (const std::size_t done = work(static_cast<std::size_t>(id) + 1);
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
    for (Lane& lane : lane_) lane.range.store({});
    unfinished_.store(0);
    asleep_.store(0);
    wanted_.store(0);
    workers_ = 0;
    busy_.store(false);
  }
#endif

  // What workers read, what they write, and what only sleepers touch lie on cache lines of their
  // own (128 bytes: Apple's lines, and the pairs that x86 fetches).
  struct alignas(128) Lane {
    std::atomic<Range> range{Range{}};
  };
  static constexpr int max_lanes = 64;  // of more threads some share one

  alignas(128) std::atomic<std::uint32_t> epoch_{0};  // 32 bits: what a futex compares
  std::atomic<bool> spins_{false};
  std::atomic<std::size_t> lanes_{1};
  Part part_ = nullptr;
  void* arg_ = nullptr;
  std::size_t base_ = 0;
  std::uint64_t fp_control_ = 0;
  alignas(128) std::atomic<std::size_t> unfinished_{0};
  alignas(128) std::atomic<int> asleep_{0};
  std::atomic<int> wanted_{0};
  std::atomic<bool> busy_{false};
  int workers_ = 0;  // this and threads_ belong to the thread that has set busy_
  Lane lane_[max_lanes];
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
