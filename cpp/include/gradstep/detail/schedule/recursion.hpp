// eta(n+1) = eta(n) / (1 + decay*n) at any n, in any order: the bits of running it step by step,
// without running it each time.
//
//   decay·n up to 2^-53     the divisor rounds to 1: eta = lr
//   normal and falling      the recursion is run as far as is asked for, leaving checkpoints behind
//   subnormal and stuck     the largest number that its divisor leaves alone: a formula in integers
//
// Cost: one division (about 4 ns) for the step after the last one asked for; else `stride`
// divisions from a checkpoint. Stride is 8 up to n = 5e5 and doubles whenever 512 kB are full. The
// first visit to n pays for the steps up to n, but never for more than the sqrt(1490/decay) until
// the number sticks: 4e4 of them for decay = 1e-6, 4e7 (0.2 s) for 1e-12. Beyond the sticking point
// any n, up to 2^63 - 1, costs about 0.2 us and no memory.
#pragma once
#include <atomic>
#include <bit>
#include <cstdint>
#include <limits>
#include <mutex>
#include <vector>

#include "../formulas.hpp"

#include "../exact_begin.hpp"

namespace gradstep::detail {

/// The values of one recursive TimeBasedDecay. Safe to use from many threads.
class Recursion {
 public:
  explicit Recursion(TimeBasedDecay rule) : rule_(rule) {
    constexpr auto end = std::numeric_limits<std::int64_t>::max();
    flat_ = first([&](std::int64_t n) { return divisor(n) > 1; }, 0, end);
    // Certainly stuck once decay·n² >= 2e4: Π 1/(1 + decay·k) < exp(-0.34·decay·n²), while decay·n
    // < 1, is below the quotient of the smallest and the largest double at half of this n; rounding
    // adds half a unit per step at most, and the way down to the sticking point takes 1/(decay·n)
    // more steps. A larger decay makes no value larger: 1e-4 is 0 by n = 14143.
    const double slow = rule_.decay < 1e-4 ? rule_.decay : 1e-4;
    stuck_ = first(
        [&](std::int64_t n) {
          return slow * static_cast<double>(n) * static_cast<double>(n) >= 2e4;
        },
        0, end);
  }

  double at(std::int64_t n) {
    if (n <= flat_) return rule_.lr;
    if (n > stuck_.load(std::memory_order_relaxed)) return stuck(n);
    const std::lock_guard lock(mutex_);
    return run_to(n);
  }

 private:
  // The first n in [low, high) that satisfies a condition which then holds for ever; high if none.
  template <class Condition>
  static std::int64_t first(Condition holds, std::int64_t low, std::int64_t high) {
    while (low < high) {
      const std::int64_t middle = low + (high - low) / 2;
      if (holds(middle))
        high = middle;
      else
        low = middle + 1;
    }
    return low;
  }

  double divisor(std::int64_t n) const { return 1 + rule_.decay * static_cast<double>(n); }

  // In units of the smallest subnormal: the largest M that rounds back to M when divided by D =
  // divisor(n) = 1 + k/2^52. M - M/D <= 1/2 is 2Mk <= 2^52 + k; at equality the even one of M and M
  // - 1 is next. Needs D > 1.
  std::int64_t lasting(std::int64_t n) const {
    const double d = divisor(n);
    if (d >= 2) return 0;
    constexpr std::int64_t one = std::int64_t{1} << 52;
    const std::int64_t k = std::bit_cast<std::int64_t>(d) & (one - 1), m = (one + k) / (2 * k);
    return m - ((one + k) % (2 * k) == 0 && m % 2 == 1);
  }

  // Once stuck, M falls by 1 per step until the divisor leaves it alone, and all the way down
  // before the divisor changes again.
  double stuck(std::int64_t n) const {
    const std::int64_t now = lasting(n - 1), bits = std::bit_cast<std::int64_t>(rule_.lr);
    if (bits <= now) return rule_.lr;
    const double d = divisor(n - 1);
    const std::int64_t since = first([&](std::int64_t m) { return divisor(m) >= d; }, 0, n - 1);
    const std::int64_t then = since > flat_ ? lasting(since - 1) : bits,
                       top = bits < then ? bits : then;
    const std::int64_t falling = top - (n - since);
    return std::bit_cast<double>(falling > now ? falling : now);
  }

  bool sticks(std::int64_t n, double eta) const {
    return eta < std::numeric_limits<double>::min() &&
           rule_.next(eta, static_cast<double>(n)) == eta &&
           (eta == 0 || rule_.decay * static_cast<double>(n) * static_cast<double>(n) >= 4);
  }

  double run_to(std::int64_t n) {
    // From the cursor if it lies between the nearest checkpoint and n: a run in order makes one
    // division per step.
    const std::size_t last = checkpoints_.size() - 1;
    const auto wanted = static_cast<std::uint64_t>(n - flat_) / stride_;
    const std::size_t k = wanted < last ? wanted : last;
    const std::int64_t at = flat_ + static_cast<std::int64_t>(k * stride_);
    std::int64_t m = cursor_;
    double eta = eta_;
    if (cursor_ > n || cursor_ < at) m = at, eta = checkpoints_[k];
    std::int64_t next = flat_ + static_cast<std::int64_t>(checkpoints_.size() * stride_);
    if (n - m > farthest) refuse(n, n - m);
    while (m < n) {
      const std::int64_t stop = next < n && next > m ? next : n;
      for (; m < stop; ++m) eta = rule_.next(eta, static_cast<double>(m));
      if (m == next) {
        next = keep(eta);
        if (sticks(m, eta)) {
          stuck_.store(m, std::memory_order_relaxed);
          return n == m ? eta : stuck(n);
        }
      }
    }
    cursor_ = n;
    eta_ = eta;
    return eta;
  }

  std::int64_t keep(double eta) {
    if (checkpoints_.size() == most) {  // full: every other one goes
      for (std::size_t i = 0; i < most / 2; ++i) checkpoints_[i] = checkpoints_[2 * i];
      checkpoints_.resize(most / 2);
      stride_ *= 2;
    }
    checkpoints_.push_back(eta);
    return flat_ + static_cast<std::int64_t>(checkpoints_.size() * stride_);
  }

  [[noreturn]] void refuse(std::int64_t n, std::int64_t steps) const {
    error e(Reason::schedule,
            "TimeBasedDecay(decay=" + text(rule_.decay) + ") at n=" + std::to_string(n) + " is " +
                std::to_string(steps) + " divisions away from what is known (about " +
                std::to_string(steps / 250'000'000) +
                " s): use recursive=False or a larger decay, or ask for nearer steps first");
    e.n = n;
    raise(e);
  }

  static constexpr std::size_t most = std::size_t{512} * 1024 / sizeof(double);
  static constexpr std::int64_t farthest = 10'000'000'000;

  const TimeBasedDecay rule_;
  std::int64_t flat_ = 0;  // eta(n) = lr for all n <= flat_
  std::atomic<std::int64_t> stuck_ =
      std::numeric_limits<std::int64_t>::max();  // beyond it the formula holds
  std::mutex mutex_;                             // guards what follows
  std::vector<double> checkpoints_{rule_.lr};    // eta(flat_ + i·stride_)
  std::uint64_t stride_ = 8;
  std::int64_t cursor_ = 0;
  double eta_ = rule_.lr;  // eta(cursor_)
};

}  // namespace gradstep::detail
#include "../exact_end.hpp"
