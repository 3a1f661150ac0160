// What the layout of memory and the thread pool cost on this machine.
//
//     bench_machine [arena] [pool]
//
// arena: AdamW's float32 kernel over arrays that lie otherwise than in an optimizer, as ratios of
// time.
// pool: how long parallel_for takes when it has nothing to do, what it costs at rest and among
// other processes.
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstring>
#include <memory>
#include <string>
#include <vector>

#include "ceilings.hpp"
#include "host.hpp"
#include "streams.hpp"
#include "subject.hpp"
#include "turns.hpp"

namespace {

using namespace gradstep;

struct Kernel {
  Isa isa = current_isa().isa;
  Subject adamw{rule_type<AdamW>(), 0};
  kernel_fn update = adamw.kernel(isa, Dtype::f32);
  StepContext context = adamw.context();

  void operator()(const Segment& s) const { update(context, &s, 1, nullptr); }
};

// ---- arena --------------------------------------------------------------------------------------

struct Variant {
  const char* name;
  Layout layout;
};

std::vector<Variant> variants(const Layout& usual) {
  std::vector<Variant> all;
  const auto add = [&](const char* name, auto change) {
    Layout layout = usual;
    change(layout);
    all.push_back({name, layout});
  };
  add("the same once more (noise)", [](Layout&) {});
  add("every array 16 bytes off a line", [](Layout& l) { l.shift = 16; });
  add("g alone 16 bytes off a line", [](Layout& l) { l.g_shift = 16; });
  add("all at the same place in a page", [](Layout& l) { l.lines_apart = 0; });
  add("each a line after the last", [](Layout& l) { l.lines_apart = 1; });
  add("each a line before the last", [](Layout& l) { l.lines_apart = 63; });
  add("long arrays not set apart", [](Layout& l) { l.set_apart = false; });
  add("no huge pages", [](Layout& l) { l.huge_pages = false; });
  add("touched first by their threads", [](Layout& l) { l.touched_apart = true; });
  return all;
}

/// Time with a layout over time with the usual one, turn by turn; for so many pairs of arrays,
/// because where exactly they happen to lie matters too.
template <class Pass>
std::vector<double> cost(const Layout& usual, const Layout& layout, std::size_t n, int threads,
                         int pairs, Pass pass) {
  const auto turn = [&](const Streams& streams) -> Turn {
    return [&, threads](std::int64_t repeats) {
      return together(threads, repeats, [&](int t) { pass(streams.of(t)); });
    };
  };
  std::vector<std::unique_ptr<Streams>> kept;
  const auto make = [&](const Layout& l) -> const Streams& {
    return *kept.emplace_back(std::make_unique<Streams>(4, n, threads, l));
  };
  std::vector<double> all;
  for (int i = 0; i < pairs; ++i) {
    const Streams &with = make(layout), &without = make(usual);
    const auto times = take_turns({turn(with), turn(without)}, 1.0 / pairs);
    for (const double ratio : ratios(times[0], times[1])) all.push_back(ratio);
  }
  return all;
}

void arena() {
  constexpr std::size_t in_l1 = 1024, in_memory = std::size_t{1} << 25;
  const int threads = num_threads();
  const Kernel adamw;
  const move_fn move = ceilings_of(adamw.isa).move;
  Layout usual;
  usual.touched_apart = false;  // an optimizer fills its state on the thread that calls it
  std::printf(
      "\narena: time over that of the usual layout, median (10th-90th percentile)\n%-32s "
      "%-18s %-18s %-18s\n",
      "", "move, 16 KiB", "AdamW, 16 KiB",
      ("AdamW, 512 MiB, " + std::to_string(threads) + " thr.").c_str());
  for (const auto& [name, layout] : variants(usual)) {
    std::printf("%-32s", name);
    const auto print = [](const std::vector<double>& x) {
      std::printf(" %.2f (%.2f-%.2f)  ", median(x), quantile(x, 0.1), quantile(x, 0.9));
      std::fflush(stdout);
    };
    print(cost(usual, layout, in_l1, 1, 16, [=](const Segment& s) { move(s, 2); }));
    print(cost(usual, layout, in_l1, 1, 16, adamw));
    print(cost(usual, layout, in_memory, threads, 1, adamw));
    std::printf("\n");
  }
}

// ---- pool ---------------------------------------------------------------------------------------

/// Waits until the other part has begun too, or for long enough to know that no other thread comes.
void meet(std::atomic<int>& begun) {
  begun.fetch_add(1);
  const auto end = Clock::now() + std::chrono::milliseconds(5);
  while (begun.load() < 2 && Clock::now() < end) detail::pause();
}

/// Times of parallel_for on two threads, in µs, each after a pause. Without `meeting` its parts are
/// empty and the caller may do both before the other thread is there; with it each waits for the
/// other.
std::vector<double> latencies(int count, std::chrono::microseconds pause, bool meeting) {
  std::vector<double> all;
  for (int i = 0; i < count; ++i) {
    if (pause.count() > 0) std::this_thread::sleep_for(pause);
    std::atomic<int> begun{0};
    const auto begin = Clock::now();
    if (meeting)
      parallel_for(2, 2, [&](std::size_t) { meet(begun); });
    else
      parallel_for(2, 2, [](std::size_t) {});
    all.push_back(seconds_between(begin, Clock::now()) * 1e6);
  }
  return all;
}

double cpu_seconds() {
  rusage used{};
  getrusage(RUSAGE_SELF, &used);
  const auto seconds = [](const timeval& t) {
    return static_cast<double>(t.tv_sec) + 1e-6 * static_cast<double>(t.tv_usec);
  };
  return seconds(used.ru_utime) + seconds(used.ru_stime);
}

/// CPU time that passes in a second of sleep, from just after a job or (`later`) from a second
/// after it.
double idle_cpu(bool later) {
  parallel_for(2, 2, [](std::size_t) {});
  if (later) std::this_thread::sleep_for(std::chrono::seconds(1));
  const double begin = cpu_seconds();
  std::this_thread::sleep_for(std::chrono::seconds(1));
  return cpu_seconds() - begin;
}

constexpr std::size_t parts = 8;

/// A job like a small step: 100 µs in eight parts, each with 8 KiB of its own.
class Job {
 public:
  Job() {
    const auto turn = [&](std::int64_t n) { return together(1, n, [&](int) { adamw_(of(0)); }); };
    repeats_ = repeats_for(turn, 0.01) / static_cast<std::int64_t>(0.01 / 100e-6 * parts);
  }
  void run(int threads) {
    parallel_for(parts, threads, [&](std::size_t part) {
      for (std::int64_t i = 0; i < repeats_; ++i) adamw_(of(part));
    });
  }

 private:
  const Segment& of(std::size_t part) const { return memory_.of(static_cast<int>(part)); }
  Kernel adamw_;
  Streams memory_{4, parts * 512, int{parts}};
  std::int64_t repeats_ = 1;
};

std::int64_t count_jobs(Job& job, int threads, Clock::time_point begin, Clock::time_point end) {
  std::int64_t done = 0;
  std::this_thread::sleep_until(begin);
  for (; Clock::now() < end; ++done) job.run(threads);
  return done;
}

/// Jobs per second that so many processes do, all together, on so many threads each.
double throughput(Job& job, int processes, int threads) {
  void* const shared =
      mmap(nullptr, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (shared == MAP_FAILED) return 0;
  auto* const done = static_cast<std::int64_t*>(shared);
  const auto begin = Clock::now() + std::chrono::milliseconds(100),
             end = begin + std::chrono::seconds(1);
  int started = 0;
  for (; started < processes; ++started) {
    const pid_t child = fork();
    if (child < 0) break;
    if (child == 0) {
      done[started] = count_jobs(job, threads, begin, end);
      _exit(0);
    }
  }
  for (int i = 0; i < started; ++i) wait(nullptr);
  std::int64_t all = 0;
  for (int i = 0; i < started; ++i) all += done[i];
  munmap(shared, 4096);
  return static_cast<double>(all);
}

void print_latencies(const char* what, const std::vector<double>& us) {
  std::printf("%-44s %8.2f µs, 99th percentile %8.2f\n", what, median(us), quantile(us, 0.99));
}

void pool() {
  std::printf("\npool: parallel_for on 2 threads, of %d\n", num_threads());
  using std::chrono::microseconds;
  const microseconds none{0}, pause{1000};
  latencies(1000, none, true);  // starts the worker
  print_latencies("2 empty parts, one call after another", latencies(100'000, none, false));
  print_latencies("2 parts that wait for each other", latencies(100'000, none, true));
  print_latencies("2 empty parts after 1 ms of sleep", latencies(1000, pause, false));
  print_latencies("2 parts that meet after 1 ms of sleep", latencies(1000, pause, true));
  const double first = idle_cpu(false), later = idle_cpu(true);
  std::printf("%-44s %8.3f ms of CPU, in the next second %.3f\n", "1 s of sleep after a call",
              first * 1e3, later * 1e3);

  Job job;
  const double alone = throughput(job, 1, 2);
  std::printf("%-44s %8.0f per second\n", "jobs of 100 µs in 8 parts, 1 process", alone);
  for (const auto& [processes, threads] : {std::pair(8, 2), std::pair(1, 1), std::pair(8, 1)})
    std::printf("%d process%s with %d thread%s: %26s %8.2f of that\n", processes,
                processes == 1 ? "" : "es", threads, threads == 1 ? " " : "s", "",
                throughput(job, processes, threads) / alone);
}

}  // namespace

int main(int argc, char** argv) {
  const auto wanted = [&](const char* part) {
    for (int i = 1; i < argc; ++i)
      if (std::strcmp(argv[i], part) == 0) return true;
    return argc == 1;
  };
  if (!wanted("arena") && !wanted("pool")) {
    std::fprintf(stderr, "usage: bench_machine [arena] [pool]\n");
    return 2;
  }
  describe_host(stdout, "", current_isa().isa);
  if (wanted("arena")) arena();
  if (wanted("pool")) pool();
}
