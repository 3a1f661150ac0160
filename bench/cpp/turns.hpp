// How the programs that measure the machine time things: contenders take turns, threads start
// together, medians.
#pragma once
#include <algorithm>
#include <atomic>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <functional>
#include <gradstep/parallel.hpp>
#include <thread>
#include <vector>

using Clock = std::chrono::steady_clock;

inline double seconds_between(Clock::time_point begin, Clock::time_point end) {
  return std::chrono::duration<double>(end - begin).count();
}

/// Runs pass(t) `repeats` times on each of `threads` threads t; seconds from their common start to
/// the end of the last.
/// Threads of its own: a pool's worker that wakes late would leave its part to the others.
template <class Pass>
double together(int threads, std::int64_t repeats, Pass pass) {
  struct alignas(128) Span {
    Clock::time_point begin, end;
  };
  std::vector<Span> spans(static_cast<std::size_t>(threads));
  std::atomic<int> awaited{threads};
  const auto run = [&](int t) {
    if (repeats > 1) pass(t);  // what ran before has left its own data in the caches
    awaited.fetch_sub(1);
    while (awaited.load() > 0) gradstep::detail::pause();
    Span& span = spans[static_cast<std::size_t>(t)];
    span.begin = Clock::now();
    for (std::int64_t i = 0; i < repeats; ++i) pass(t);
    span.end = Clock::now();
  };
  std::vector<std::thread> others;
  for (int t = 1; t < threads; ++t) others.emplace_back(run, t);
  run(0);
  for (std::thread& other : others) other.join();
  Span whole = spans.front();
  for (const Span& span : spans) {
    whole.begin = std::min(whole.begin, span.begin);
    whole.end = std::max(whole.end, span.end);
  }
  return seconds_between(whole.begin, whole.end);
}

/// One contender: runs its pass so often and says how many seconds that took.
using Turn = std::function<double(std::int64_t repeats)>;
using Times = std::vector<double>;  // of one pass, turn by turn

inline std::int64_t repeats_for(const Turn& turn, double seconds) {
  std::int64_t repeats = 1;
  double taken = 0;
  while ((taken = turn(repeats)) < seconds / 4) repeats *= 2;
  return std::max<std::int64_t>(1, std::llround(static_cast<double>(repeats) * seconds / taken));
}

/// All in alternation for about `seconds`, so that the machine's changes of pace meet all of them.
inline std::vector<Times> take_turns(const std::vector<Turn>& all, double seconds) {
  constexpr std::size_t most = 11, least = 5;
  std::vector<std::int64_t> repeats;
  for (const Turn& turn : all)
    repeats.push_back(repeats_for(turn, seconds / static_cast<double>(most * all.size())));
  std::vector<Times> times(all.size());
  const auto begin = Clock::now();
  for (std::size_t round = 0; round < most; ++round) {
    if (round >= least && seconds_between(begin, Clock::now()) > seconds) break;
    for (std::size_t k = 0; k < all.size(); ++k)
      times[k].push_back(all[k](repeats[k]) / static_cast<double>(repeats[k]));
  }
  return times;
}

inline double quantile(std::vector<double> x, double q) {
  const auto at = x.begin() + std::lround(q * static_cast<double>(x.size() - 1));
  std::nth_element(x.begin(), at, x.end());
  return *at;
}
inline double median(const std::vector<double>& x) { return quantile(x, 0.5); }

/// a / b, turn by turn.
inline std::vector<double> ratios(const Times& a, const Times& b) {
  std::vector<double> all;
  for (std::size_t i = 0; i < a.size(); ++i) all.push_back(a[i] / b[i]);
  return all;
}
