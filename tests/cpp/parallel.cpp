// header-only: the thread sanitizer is for this program alone, and needs no library.
// SPDX-License-Identifier: BSD-3-Clause
// The thread count and the fork-join pool.
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <gradstep/parallel.hpp>
#include <initializer_list>
#include <memory>
#include <numeric>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#if !defined(_WIN32)
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#endif
#if defined(__linux__)
#include <sched.h>

#include <filesystem>
#include <fstream>
#endif

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define __SANITIZE_ADDRESS__ 1
#elif __has_feature(thread_sanitizer)
#define __SANITIZE_THREAD__ 1
#endif
#endif

namespace {

std::atomic<int> failures{0};

#define CHECK(...)                                                                  \
  do {                                                                              \
    if (!(__VA_ARGS__)) {                                                           \
      std::fprintf(stderr, "%s:%d: CHECK(%s)\n", __FILE__, __LINE__, #__VA_ARGS__); \
      ++failures;                                                                   \
    }                                                                               \
  } while (false)

using gradstep::parallel_for;
using gradstep::ThreadsGuard;
using gradstep::detail::pool;
using namespace std::chrono_literals;

/// Runs `parts` parts and says whether each ran exactly once.
bool once_each(std::size_t parts, int threads, const gradstep::Executor& executor = {}) {
  std::vector<std::atomic<int>> count(parts);
  parallel_for(parts, threads, [&](std::size_t i) { ++count[i]; }, executor);
  for (const auto& c : count)
    if (c != 1) return false;
  return true;
}

/// The message of the gradstep::error that f() throws; "" if it throws none.
template <class F>
std::string message(F f) {
  try {
    f();
  } catch (const gradstep::error& error) {
    return error.what();
  }
  return "";
}

void test_every_part_once() {
  for (int threads : {1, 2, 3, 7, 2, 16, 1, 4})
    for (std::size_t parts : std::initializer_list<std::size_t>{0, 1, 2, 3, 6, 7, 8, 100, 1000})
      for (int repeat = 0; repeat < 20; ++repeat) CHECK(once_each(parts, threads));
  for (int repeat = 0; repeat < 20'000; ++repeat) CHECK(once_each(3, 2));
  for (std::size_t parts : std::initializer_list<std::size_t>{65, 1000})
    CHECK(once_each(parts, 70));  // more threads than lanes
}

void test_who_is_done_helps() {
  // Part 0, the first of the caller's own, lasts until all others are done: the other thread takes
  // those of the caller, too.
  std::atomic<int> done{0};
  parallel_for(100, 2, [&](std::size_t part) {
    while (part == 0 && done < 99) std::this_thread::yield();
    ++done;
  });
  CHECK(done == 100);
}

void test_parts_run_at_once() {
  // Each of three parts waits for the others, so they need three threads.
  std::atomic<int> arrived{0};
  parallel_for(3, 3, [&](std::size_t) {
    ++arrived;
    while (arrived < 3) std::this_thread::yield();
  });
  CHECK(arrived == 3);
}

void test_results_are_visible() {
  std::vector<int> x(1000);
  for (int round = 1; round <= 200; ++round) {
    parallel_for(10, 3, [&](std::size_t part) {
      for (std::size_t i = 100 * part; i < 100 * (part + 1); ++i) x[i] += 1;
    });
    CHECK(std::accumulate(x.begin(), x.end(), 0) == 1000 * round);
  }
}

void test_one_thread_is_the_caller_in_order() {
  std::vector<std::size_t> order;
  const auto self = std::this_thread::get_id();
  parallel_for(5, 1, [&](std::size_t i) {
    CHECK(std::this_thread::get_id() == self);
    order.push_back(i);
  });
  CHECK(order == std::vector<std::size_t>{0, 1, 2, 3, 4});
}

void test_nested() {
  std::atomic<int> sum{0};
  for (int repeat = 0; repeat < 100; ++repeat)
    parallel_for(8, 3, [&](std::size_t) {
      gradstep::wake(3);
      parallel_for(8, 3, [&](std::size_t i) { sum += static_cast<int>(i); });
    });
  CHECK(sum == 100 * 8 * 28);
}

void test_two_callers() {
  const auto caller = [](int threads) {
    for (int repeat = 0; repeat < 2000; ++repeat) {
      gradstep::wake(threads);
      CHECK(once_each(5, threads));
    }
  };
  std::thread other(caller, 3);
  caller(3);
  other.join();
  std::thread larger(caller, 4);  // two sizes: the pool is resized again and again
  caller(2);
  larger.join();
}

void test_thread_count_changes() {
  for (int threads : {2, 7, 3, 1, 5, 2}) {
    const int before = pool.workers();
    CHECK(once_each(50, threads));
    CHECK(pool.workers() == (threads == 1 ? before : threads - 1));
  }
  gradstep::wake(4);
  CHECK(pool.workers() == 3);
}

void test_executor() {
  struct Reversed {
    int calls = 0;
    std::size_t parts = 0;
  } mine;
  const auto run = [](void* p, std::size_t n, void (*part)(void*, std::size_t), void* arg) {
    auto& self = *static_cast<Reversed*>(p);
    ++self.calls;
    self.parts = n;
    std::thread half([=] {
      for (std::size_t i = n; i-- > n / 2;) part(arg, i);
    });
    for (std::size_t i = n / 2; i-- > 0;) part(arg, i);
    half.join();
  };
  const int before = pool.workers();
  CHECK(once_each(9, before + 5, {&mine, run}));
  CHECK(mine.calls == 1 && mine.parts == 9);
  CHECK(once_each(9, 1, {&mine, run}));  // how many threads is then the executor's business
  CHECK(mine.calls == 2);
  CHECK(once_each(1, 4, {&mine, run}));  // a single part needs no executor
  CHECK(mine.calls == 2 && pool.workers() == before);
}

#if defined(__x86_64__)
void test_workers_take_over_the_callers_rounding() {
  CHECK(once_each(10, 3));  // the workers exist before the change
  const unsigned before = __builtin_ia32_stmxcsr();
  for (const unsigned mode : {before | 0x8040U, before | 0x6000U, before}) {  // FTZ+DAZ, to zero
    __builtin_ia32_ldmxcsr(mode);
    std::atomic<int> arrived{0}, equal{0};
    parallel_for(3, 3, [&](std::size_t) {
      ++arrived;
      while (arrived < 3) std::this_thread::yield();
      if (((__builtin_ia32_stmxcsr() ^ mode) & ~0x3fU) == 0) ++equal;
    });
    CHECK(equal == 3);
  }
  __builtin_ia32_ldmxcsr(before);
}
#endif

void test_count_set_and_scoped() {
  gradstep::set_num_threads(5);
  CHECK(gradstep::num_threads() == 5);
  CHECK(gradstep::thread_info().why == "set_num_threads(5)");
  gradstep::set_num_threads(0);
  {
    const ThreadsGuard outer(3);
    CHECK(gradstep::num_threads() == 3);
    CHECK(gradstep::thread_info().why == "threads(3)");
    {
      const ThreadsGuard inner(1);
      CHECK(gradstep::num_threads() == 1);
    }
    CHECK(gradstep::num_threads() == 3);
    std::thread([] { CHECK(gradstep::thread_info().why != "threads(3)"); }).join();
    gradstep::set_num_threads(4);  // the scope goes before
    CHECK(gradstep::num_threads() == 3);
    gradstep::set_num_threads(0);
    CHECK(gradstep::thread_override(0) == 3);
    CHECK(gradstep::thread_override(3) == 0);
  }
  CHECK(gradstep::thread_info().why != "threads(3)");
  CHECK(message([] { gradstep::set_num_threads(-1); }) ==
        "set_num_threads: n must be 1 to 1024, or 0 for automatic; got -1");
  CHECK(message([] { gradstep::thread_override(1025); }) ==
        "threads: n must be 1 to 1024, or 0 for automatic; got 1025");
  CHECK(gradstep::thread_override(0) == 0);
}

#if !defined(_WIN32)
void test_environment() {
  const int granted = gradstep::detail::usable_cpus().threads;
  const auto with = [](const char* name, const char* value) {
    setenv(name, value, 1);
    gradstep::set_num_threads(0);  // look again
    const gradstep::ThreadInfo info = gradstep::try_thread_info();
    CHECK(gradstep::try_num_threads() == info.threads);
    return info;
  };
  CHECK(with("GRADSTEP_NUM_THREADS", "3").threads == 3);
  CHECK(with("GRADSTEP_NUM_THREADS", "7").why == "GRADSTEP_NUM_THREADS=7");
  CHECK(with("OMP_NUM_THREADS", "1").threads == 7);
  CHECK(with("GRADSTEP_NUM_THREADS", "").threads == 1);
  CHECK(granted == 1 || gradstep::thread_info().why == "OMP_NUM_THREADS=1");
  CHECK(with("OMP_NUM_THREADS", "1,4").threads == 1);
  for (const char* ignored : {"", "4096", "many", "-1", "0", "1x", "99999999999999999999", ",1"})
    CHECK(with("OMP_NUM_THREADS", ignored).threads == granted);
  unsetenv("OMP_NUM_THREADS");
  for (const char* bad :
       {"two", "0", "-2", "2x", "2,1", " 2", "1.5", "1025", "99999999999999999999"}) {
    const gradstep::ThreadInfo info = with("GRADSTEP_NUM_THREADS", bad);
    CHECK(info.threads == 0);
    CHECK(info.why == std::string("GRADSTEP_NUM_THREADS=\"") + bad +
                          "\" is not a number of threads: write an integer from 1 to 1024, or "
                          "unset it for automatic");
    CHECK(message([] { gradstep::num_threads(); }) == info.why);
    CHECK(message([] { gradstep::thread_info(); }) == info.why);
    gradstep::set_num_threads(2);  // needs no variable
    CHECK(gradstep::num_threads() == 2);
  }
  unsetenv("GRADSTEP_NUM_THREADS");
  gradstep::set_num_threads(0);
  CHECK(gradstep::num_threads() == granted);
}

#if !defined(__SANITIZE_THREAD__) && !defined(GRADSTEP_UNDER_QEMU)
/// Runs f in a child; true if it returns true there and the child then exits normally.
template <class F>
bool in_child(F f) {
#if defined(__SANITIZE_ADDRESS__)
  // A thread that is just starting may hold a lock of ASan's allocator, which the child inherits.
  std::this_thread::sleep_for(20ms);
#endif
  const pid_t child = fork();
  if (child == 0) {
    alarm(60);  // a deadlock ends as a failure
    const int before = failures;
    const bool right = f() && failures == before;
    std::exit(right ? 7 : 1);  // with workers asleep: static destructors run beside them
  }
  int status = 0;
  CHECK(child > 0 && waitpid(child, &status, 0) == child);
  return WIFEXITED(status) && WEXITSTATUS(status) == 7;
}

void test_fork() {
  CHECK(once_each(10, 4));
  CHECK(pool.workers() == 3);
  const auto child = [] {
    return pool.workers() == 0 && once_each(100, 3) && pool.workers() == 2 && once_each(100, 5);
  };
  CHECK(in_child(child));
  CHECK(in_child([&] { return child() && in_child(child) && once_each(100, 3); }));
  CHECK(once_each(10, 4));
  std::this_thread::sleep_for(5ms);  // now with workers asleep
  CHECK(in_child(child));
  CHECK(once_each(10, 4));
}

void test_fork_while_another_thread_has_the_pool() {
  std::atomic<bool> stop{false};
  std::atomic<int> rounds{0};
  std::thread busy([&] {
    for (; !stop; ++rounds)
      parallel_for(64, 3, [](std::size_t) { std::this_thread::sleep_for(50us); });
  });
  while (rounds == 0) std::this_thread::yield();
  for (int repeat = 0; repeat < 10; ++repeat)
    CHECK(in_child([] { return once_each(100, 3) && pool.workers() == 2; }));
  stop = true;
  busy.join();
}
#endif

void test_idle_workers_burn_no_cpu() {
  CHECK(once_each(100, 4));
  std::this_thread::sleep_for(20ms);  // they spin for 0.1 ms
  const auto cpu = [] {
    rusage use{};
    getrusage(RUSAGE_SELF, &use);
    return (use.ru_utime.tv_sec + use.ru_stime.tv_sec) * 1'000'000L + use.ru_utime.tv_usec +
           use.ru_stime.tv_usec;
  };
  const long before = cpu();
  std::this_thread::sleep_for(200ms);
  CHECK(cpu() - before < 20'000);
}

void test_signals_reach_no_worker() {
  static std::atomic<int> caught{0};
  CHECK(once_each(10, 4));
  const auto before = std::signal(SIGINT, [](int) { ++caught; });
  sigset_t interrupt, mask;
  sigemptyset(&interrupt);
  sigaddset(&interrupt, SIGINT);
  pthread_sigmask(SIG_BLOCK, &interrupt, &mask);
  kill(getpid(), SIGINT);  // a worker that accepts it would get it now
  CHECK(once_each(1000, 4));
  std::this_thread::sleep_for(5ms);
  CHECK(caught == 0);
  pthread_sigmask(SIG_SETMASK, &mask, nullptr);
  CHECK(caught == 1);
  std::signal(SIGINT, before);
}
#endif

#if defined(__linux__)
void test_affinity() {
  cpu_set_t before, one;
  sched_getaffinity(0, sizeof before, &before);
  CPU_ZERO(&one);
  for (std::size_t cpu = 0; CPU_COUNT(&one) == 0; ++cpu)
    if (CPU_ISSET(cpu, &before)) CPU_SET(cpu, &one);
  CHECK(sched_setaffinity(0, sizeof one, &one) == 0);
  gradstep::set_num_threads(0);
  CHECK(gradstep::thread_info().why == "1 CPU in the affinity mask");
  CHECK(sched_setaffinity(0, sizeof before, &before) == 0);
  gradstep::set_num_threads(0);
  CHECK(gradstep::num_threads() == gradstep::detail::usable_cpus().threads);
}

void test_cgroup_quota() {
  namespace fs = std::filesystem;
  const fs::path root = fs::temp_directory_path() / ("gradstep-cgroup-" + std::to_string(getpid()));
  const auto write = [&](const fs::path& name, const std::string& text) {
    fs::create_directories((root / name).parent_path());
    std::ofstream(root / name) << text;
  };
  const auto quota = [&](const std::string& self) {
    write("self", self);
    return gradstep::detail::cgroup_quota((root / "self").c_str(), root.c_str());
  };
  constexpr double none = gradstep::detail::no_quota;
  CHECK(gradstep::detail::cgroup_quota("/nonexistent/cgroup", root.c_str()) == none);
  write("jobs/cpu.max", "400000 100000\n");
  write("jobs/a/cpu.max", "150000 100000\n");
  write("jobs/a/free/cpu.max", "max 100000\n");
  write("cpu/batch/cpu.cfs_quota_us", "50000\n");
  write("cpu/batch/cpu.cfs_period_us", "100000\n");
  write("cpu/open/cpu.cfs_quota_us", "-1\n");
  write("cpu/open/cpu.cfs_period_us", "100000\n");
  write("cpu/broken/cpu.cfs_quota_us", "x");
  CHECK(quota("0::/jobs\n") == 4);
  CHECK(quota("0::/jobs/a\n") == 1.5);
  CHECK(quota("0::/jobs/a/free\n") == 1.5);  // its parent's
  CHECK(quota("0::/\n") == none);
  CHECK(quota("0::/elsewhere/on/the/host\n") == none);
  CHECK(quota("5:memory:/batch\n4:cpu,cpuacct:/batch\n") == 0.5);
  CHECK(quota("4:cpuacct,cpu:/batch/deeper") == 0.5);
  CHECK(quota("4:cpuset:/batch\n4:cpuacct:/batch\n") == none);
  CHECK(quota("4:cpu:/open\n0::/jobs\n") == 4);
  CHECK(quota("4:cpu:/broken\nno colons\n:\n::\n\n") == none);
  write("cpu.max", "200000 100000\n");
  CHECK(quota("0::/elsewhere/on/the/host\n") == 2);  // a container's own root
  fs::remove_all(root);

  using gradstep::detail::Choice;
  gradstep::detail::cached_choice = gradstep::detail::chosen(2, Choice::quota, 1.5);
  CHECK(gradstep::thread_info().why == "cgroup quota 1.5 CPUs" && gradstep::num_threads() == 2);
  gradstep::set_num_threads(0);
}
#endif

}  // namespace

int main() {
#if !defined(_WIN32)
  unsetenv("GRADSTEP_NUM_THREADS");
  unsetenv("OMP_NUM_THREADS");
#endif
  CHECK(pool.workers() == 0);  // nothing starts before it is needed
  CHECK(gradstep::detail::cached_choice.load().threads == 0);
  test_one_thread_is_the_caller_in_order();
  CHECK(pool.workers() == 0);
  test_every_part_once();
  test_who_is_done_helps();
  test_parts_run_at_once();
  test_results_are_visible();
  test_nested();
  test_two_callers();
  test_thread_count_changes();
  test_executor();
#if defined(__x86_64__)
  test_workers_take_over_the_callers_rounding();
#endif
  test_count_set_and_scoped();
#if !defined(_WIN32)
  test_environment();
#if defined(__SANITIZE_THREAD__) || defined(GRADSTEP_UNDER_QEMU)
  std::puts("parallel: not run, TSan and qemu support no new threads after fork(): the fork tests");
#else
  test_fork();
  test_fork_while_another_thread_has_the_pool();
#endif
  test_idle_workers_burn_no_cpu();
  test_signals_reach_no_worker();
#endif
#if defined(__linux__)
  test_affinity();
  test_cgroup_quota();
#endif
  if (failures == 0) std::puts("parallel: all tests passed");
  return failures == 0 ? 0 : 1;
}
