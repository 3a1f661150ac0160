// The leaves of a schedule's tree: the structs of schedules/, functions of the user's.
#include "../../schedule.hpp"  // which includes this file, if it is the one that an editor opens
#ifndef GRADSTEP_SCHEDULE_LEAF_HPP
#define GRADSTEP_SCHEDULE_LEAF_HPP
#include <mutex>

#include "evaluate.hpp"
#include "node.hpp"
#include "recursion.hpp"

#include "../exact_begin.hpp"

namespace gradstep::detail {

class LeafNode : public Node {
 public:
  Length total_steps() const override { return {}; }
  Schedule with(std::vector<Schedule>) const override { return {}; }
  Schedule filled(std::int64_t) const override { return {}; }
  Schedule observed(double, double) const override { return {}; }
};

/// One struct of schedules/.
template <class S>
class Leaf final : public LeafNode {
 public:
  explicit Leaf(const S& s) : s_(checked(s)), f_(as_function(s_)) {
    if constexpr (has_steps) traits_.open = s_.steps == open;
  }
  double at(double n) const override {
    if (traits_.open) refuse_open();
    return f_(n);
  }
  void fill(const double* n, double* out, std::size_t count) const override {
    if (traits_.open) refuse_open();
    evaluate_formula(s_, n, out, count);
  }
  void describe(Describer& d) const override { describe_struct(s_, d); }
  Length total_steps() const override {
    if constexpr (requires { s_.endless(); })
      if (s_.endless()) return {};
    if constexpr (has_steps)
      if (s_.steps != open) return s_.steps;
    if constexpr (requires { s_.length(); })
      if (s_.length() > 0) return s_.length();
    return {};
  }
  Schedule filled(std::int64_t total_steps) const override {
    S s = s_;
    if constexpr (has_steps) s.steps = total_steps;
    return Schedule(s);
  }

 private:
  static constexpr bool has_steps = requires(S s) { s.steps = open; };
  [[noreturn]] void refuse_open() const {
    refuse(type_name<S>, "steps",
           "steps is still open: give steps=, or total_steps= on the warmup or sequence around it");
  }
  const S s_;
  const decltype(as_function(s_)) f_;
};

/// A whole step. Steps beyond 2^63, which come from rounding, become the last one.
inline std::int64_t whole_step(double n) {
  return n < 0x1p63 ? static_cast<std::int64_t>(n) : std::numeric_limits<std::int64_t>::max();
}

/// A leaf whose values come one by one, at whole steps only.
class SingleLeaf : public LeafNode {
 public:
  double at(double n) const final { return value(whole_step(n)); }
  void fill(const double* n, double* out, std::size_t count) const final {
    for (std::size_t i = 0; i < count; ++i) out[i] = value(whole_step(n[i]));
  }

 protected:
  virtual double value(std::int64_t n) const = 0;
};

/// TimeBasedDecay's other reading. Each of its values depends on those before, so they are kept.
/// The table is no part of the schedule's value.
template <class = void>
class RecursiveLeaf final : public SingleLeaf {
 public:
  explicit RecursiveLeaf(const TimeBasedDecay& s) : s_(checked(s)), recursion_(s) {
    traits_.whole = "TimeBasedDecay(recursive=True)";
  }
  void describe(Describer& d) const override { describe_struct(s_, d); }

 private:
  double value(std::int64_t n) const override { return recursion_.at(n); }
  const TimeBasedDecay s_;
  mutable Recursion recursion_;
};

inline double call(const UserFunction& f, std::string_view who, std::int64_t n) {
  const double x = f(n);
  if (!is_finite(x)) {
    error e(Reason::schedule, std::string(who) + "(" + f.text() + ") gave " + text(x) + " at n=" +
                                  std::to_string(n) + ": a schedule must be finite at every step");
    e.n = n;
    raise(e);
  }
  return x;
}

/// A function of the user's.
template <class = void>
class LambdaNode final : public SingleLeaf {
 public:
  explicit LambdaNode(std::shared_ptr<const UserFunction> f) : f_(std::move(f)) {
    traits_.calls_user = true;
    traits_.whole = "Lambda";
  }
  void describe(Describer& d) const override {
    d.name("Lambda");
    d.argument("function", UserFunctionRef{f_}, true);
  }

 private:
  double value(std::int64_t n) const override { return call(*f_, "Lambda", n); }
  const std::shared_ptr<const UserFunction> f_;
};

/// The product of a function of the user's over the steps. What has been multiplied is kept at
/// every stride-th step, at most 512 kB of it; it is no part of the schedule's value.
template <class = void>
class MultiplicativeNode final : public SingleLeaf {
 public:
  MultiplicativeNode(double lr, std::shared_ptr<const UserFunction> f)
      : lr_(lr), f_(std::move(f)), kept_{lr} {
    check("MultiplicativeLambda", word_in<row_of("lr")>, lr);
    traits_.calls_user = true;
    traits_.whole = "MultiplicativeLambda";
  }
  void describe(Describer& d) const override {
    d.name("MultiplicativeLambda");
    d.argument("lr", lr_);
    d.argument("function", UserFunctionRef{f_});
  }

 private:
  // The function runs unlocked: it may hold a lock of its own, or ask this schedule again.
  double value(std::int64_t n) const override {
    std::int64_t m = 0;
    double product = 0;
    {
      const std::lock_guard lock(mutex_);
      const auto last = static_cast<std::int64_t>(kept_.size()) - 1;
      const std::int64_t k = n / stride_ < last ? n / stride_ : last;
      m = k * stride_, product = kept_[static_cast<std::size_t>(k)];
      if (cursor_ >= m && cursor_ <= n) m = cursor_, product = at_cursor_;
    }
    while (m < n) {
      product *= call(*f_, "MultiplicativeLambda", ++m);
      if (!is_finite(product)) refuse_overflow(m);
      const std::lock_guard lock(mutex_);
      if (m == stride_ * static_cast<std::int64_t>(kept_.size())) keep(product);
      if (m == n) cursor_ = m, at_cursor_ = product;
    }
    return product;
  }
  [[noreturn]] void refuse_overflow(std::int64_t n) const {
    error e(Reason::schedule, "MultiplicativeLambda(" + f_->text() +
                                  "): the product overflows at n=" + std::to_string(n) +
                                  ": a schedule must be finite at every step");
    e.n = n;
    raise(e);
  }
  void keep(double product) const {
    if (kept_.size() == most) {  // full: every other one goes
      for (std::size_t i = 0; i < most / 2; ++i) kept_[i] = kept_[2 * i];
      kept_.resize(most / 2);
      stride_ *= 2;
    }
    kept_.push_back(product);
  }

  static constexpr std::size_t most = std::size_t{512} * 1024 / sizeof(double);
  const double lr_;
  const std::shared_ptr<const UserFunction> f_;
  mutable std::mutex mutex_;
  mutable std::vector<double> kept_;  // at i·stride
  mutable std::int64_t stride_ = 1, cursor_ = 0;
  mutable double at_cursor_ = lr_;
};

}  // namespace gradstep::detail
#include "../exact_end.hpp"
#endif
