// The definitions of what schedule.hpp declares. That file includes this one, or the library's
// source does.
// This file has a guard, since #pragma once does not hold for a file that an editor opens, and
// these files include each other.
#ifndef GRADSTEP_SCHEDULE_IMPL_HPP
#define GRADSTEP_SCHEDULE_IMPL_HPP
#include "../../schedule.hpp"
#include "control.hpp"
#include "text.hpp"

#include "../exact_begin.hpp"

namespace gradstep {

namespace detail {
template <class S>
std::shared_ptr<const Node> make_leaf(const S& s) {
  if constexpr (std::is_same_v<S, TimeBasedDecay>)
    if (s.recursive) return std::make_shared<const RecursiveLeaf<>>(s);
  return std::make_shared<const Leaf<S>>(s);
}
template <class Rule>
std::shared_ptr<const Node> make_control(Schedule s, const Rule& rule) {
  return std::make_shared<const Control<Rule>>(std::move(s), rule);
}
}  // namespace detail

GRADSTEP_IF_CALLED_DEFINITION
Schedule warmup(const Schedule& s, std::int64_t steps, std::optional<double> start,
                const Shape& shape, std::optional<std::int64_t> total_steps, bool cut) {
  return Schedule(
      std::make_shared<const detail::Warmup<>>(s, steps, start, shape, total_steps, cut));
}
GRADSTEP_IF_CALLED_DEFINITION
Schedule cooldown(const Schedule& s, std::int64_t steps, double end, const Shape& shape,
                  std::optional<std::int64_t> total_steps) {
  return Schedule(std::make_shared<const detail::Cooldown<>>(s, steps, end, shape, total_steps));
}
GRADSTEP_IF_CALLED_DEFINITION
Schedule sequence(std::vector<Schedule> schedules, std::vector<std::int64_t> at,
                  std::optional<std::int64_t> total_steps) {
  return Schedule(
      std::make_shared<const detail::Sequence<>>(std::move(schedules), std::move(at), total_steps));
}
GRADSTEP_IF_CALLED_DEFINITION
Schedule every(Schedule s, std::int64_t k) {
  return Schedule(std::make_shared<const detail::Every<>>(std::move(s), k));
}
GRADSTEP_IF_CALLED_DEFINITION
Schedule stretch(Schedule s, double k, double per) {
  return Schedule(std::make_shared<const detail::Stretch<>>(std::move(s), k, per));
}
GRADSTEP_IF_CALLED_DEFINITION
Schedule shift(Schedule s, std::int64_t k) {
  return Schedule(std::make_shared<const detail::Shift<>>(std::move(s), k));
}
GRADSTEP_IF_CALLED_DEFINITION
Schedule cycle(const Schedule& s, std::int64_t k) {
  return Schedule(std::make_shared<const detail::Cycle<>>(s, k));
}
GRADSTEP_IF_CALLED_DEFINITION
Schedule clip(Schedule s, std::optional<double> lo, std::optional<double> hi) {
  return Schedule(std::make_shared<const detail::Clip<>>(std::move(s), lo, hi));
}
GRADSTEP_IF_CALLED_DEFINITION
Schedule scale(Schedule s, double factor) {
  return Schedule(std::make_shared<const detail::Scale<>>(std::move(s), factor));
}
GRADSTEP_IF_CALLED_DEFINITION
Schedule multiply(std::vector<Schedule> schedules) {
  return Schedule(std::make_shared<const detail::Combined<true>>(std::move(schedules)));
}
GRADSTEP_IF_CALLED_DEFINITION
Schedule add(std::vector<Schedule> schedules) {
  return Schedule(std::make_shared<const detail::Combined<false>>(std::move(schedules)));
}
GRADSTEP_IF_CALLED_DEFINITION
Schedule noise(Schedule s, const NoiseOptions& o) {
  return Schedule(std::make_shared<const detail::Noise<>>(std::move(s), o.pct, o.std, o.uniform,
                                                          o.seed, o.first, o.last));
}

namespace detail {
template <class = void>
std::shared_ptr<const UserFunction> user_function(std::function<double(std::int64_t)> f,
                                                  std::string name, const char* who) {
  struct Function final : UserFunction {
    Function(std::function<double(std::int64_t)> function, std::string called)
        : f(std::move(function)), name(std::move(called)) {}
    double operator()(std::int64_t n) const override {
#if defined(__cpp_exceptions)
      try {
        return f(n);
      } catch (const error&) {
        throw;
      } catch (const std::exception& x) {
        error e(Reason::schedule, name + " raised at n=" + std::to_string(n) + ": " + x.what());
        e.n = n;
        std::throw_with_nested(e);
      }
#else
      return f(n);
#endif
    }
    std::string text() const override { return name; }
    std::function<double(std::int64_t)> f;
    std::string name;
  };
  if (!f) refuse(who, "function", "function is empty");
  return std::make_shared<const Function>(std::move(f), std::move(name));
}
}  // namespace detail

GRADSTEP_IF_CALLED_DEFINITION
Schedule lambda(UserFunctionRef f) {
  return Schedule(std::make_shared<const detail::LambdaNode<>>(std::move(f.function)));
}
GRADSTEP_IF_CALLED_DEFINITION
Schedule lambda(std::function<double(std::int64_t)> f, std::string name) {
  return lambda(UserFunctionRef{detail::user_function(std::move(f), std::move(name), "Lambda")});
}
GRADSTEP_IF_CALLED_DEFINITION
Schedule multiplicative_lambda(double lr, UserFunctionRef f) {
  return Schedule(std::make_shared<const detail::MultiplicativeNode<>>(lr, std::move(f.function)));
}
GRADSTEP_IF_CALLED_DEFINITION
Schedule multiplicative_lambda(double lr, std::function<double(std::int64_t)> f, std::string name) {
  return multiplicative_lambda(lr, UserFunctionRef{detail::user_function(
                                       std::move(f), std::move(name), "MultiplicativeLambda")});
}

GRADSTEP_INLINE double Schedule::operator()(std::int64_t n) const {
  if (!node_) detail::refuse("Schedule", "schedule", "this schedule is empty");
  return node_->at(n < 0 ? 0 : static_cast<double>(n));
}

GRADSTEP_INLINE void Schedule::operator()(std::span<const std::int64_t> n,
                                          std::span<double> out) const {
  if (n.size() != out.size())
    detail::refuse("Schedule", "out", "as many values as steps are needed");
  double steps[schedule_block];
  for (std::size_t begin = 0; begin < n.size(); begin += schedule_block) {
    const std::size_t count = detail::block_of(n.size() - begin);
    detail::convert_steps(n.data() + begin, steps, count);
    node_->fill(steps, out.data() + begin, count);
  }
}

GRADSTEP_INLINE void Schedule::range(std::int64_t first, std::span<double> out) const {
  std::int64_t steps[schedule_block];
  for (std::size_t begin = 0; begin < out.size(); begin += schedule_block) {
    const std::size_t count = detail::block_of(out.size() - begin);
    for (std::size_t i = 0; i < count; ++i) {
      const auto offset = static_cast<std::int64_t>(begin + i);
      constexpr auto last = std::numeric_limits<std::int64_t>::max();
      steps[i] = first > last - offset ? last : first + offset;
    }
    (*this)(std::span<const std::int64_t>(steps, count), out.subspan(begin, count));
  }
}

GRADSTEP_INLINE std::optional<std::int64_t> Schedule::total_steps() const {
  return node_->total_steps();
}
GRADSTEP_INLINE bool Schedule::is_open() const { return node_->traits().open; }
GRADSTEP_INLINE bool Schedule::calls_user() const { return node_->traits().calls_user; }
GRADSTEP_INLINE bool Schedule::observes() const { return node_->traits().observes; }
GRADSTEP_INLINE Schedule Schedule::filled(std::int64_t total_steps) const {
  if (!is_open()) return *this;
  detail::check_length("filled", total_steps);
  return node_->filled(total_steps);
}

GRADSTEP_IF_CALLED_DEFINITION
Schedule Schedule::extend(std::int64_t total_steps, std::int64_t at, Extend how) const {
  return Schedule(std::make_shared<const detail::Extended<>>(*this, total_steps, at, how));
}

GRADSTEP_INLINE Schedule Schedule::observe(double metric, std::int64_t n) const {
  return observes() ? node_->observed(metric, n < 0 ? 0 : static_cast<double>(n)) : *this;
}

GRADSTEP_INLINE std::vector<double> Schedule::run(std::span<const double> metrics) const {
  std::vector<double> out;
  Schedule s = *this;
  for (const double metric : metrics) {
    const auto n = static_cast<std::int64_t>(out.size());
    out.push_back(s(n));
    s = s.observe(metric, n);
  }
  return out;
}

namespace detail {
inline void add_controllers(const Schedule& s, std::vector<Schedule>& out) {
  if (!s.observes()) return;
  if (s.node().counters()) out.push_back(s);
  for (const Schedule& child : s.node().children()) add_controllers(child, out);
}
GRADSTEP_INLINE std::vector<Schedule> controllers(const Schedule& s) {
  std::vector<Schedule> out;
  add_controllers(s, out);
  return out;
}
/// A schedule as it was before any metric.
GRADSTEP_INLINE Schedule unmoved(const Schedule& s) {
  std::vector<std::vector<double>> none;
  for (const Schedule& c : controllers(s)) none.push_back(c.node().no_counters());
  return s.with_counters(none);
}
}  // namespace detail

GRADSTEP_INLINE std::vector<std::vector<double>> Schedule::counters() const {
  std::vector<std::vector<double>> out;
  for (const Schedule& c : detail::controllers(*this)) out.push_back(*c.node().counters());
  return out;
}

GRADSTEP_INLINE Schedule
Schedule::with_counters(std::span<const std::vector<double>> counters) const {
  if (counters.size() != this->counters().size())
    detail::refuse("Schedule", "counters",
                   "counters are of " + std::to_string(counters.size()) + " nodes, this has " +
                       std::to_string(this->counters().size()));
  if (!observes()) return *this;
  Schedule s = *this;
  if (node_->counters()) {
    s = node_->with_counters(counters[0]);
    counters = counters.subspan(1);
  }
  std::vector<Schedule> children = s.node().children();
  for (Schedule& child : children) {
    const std::size_t count = child.counters().size();
    child = child.with_counters(counters.first(count));
    counters = counters.subspan(count);
  }
  return s.node().with(std::move(children));
}

GRADSTEP_IF_CALLED_DEFINITION
Schedule Schedule::with_counters_of(const Schedule& other) const {
  if (!node_ || !other || !observes() || !other.observes()) return *this;
  const Schedule mine = detail::unmoved(*this);
  if (mine != *this) return *this;  // moved already
  const bool same = detail::controllers(mine) == detail::controllers(detail::unmoved(other));
  return same ? with_counters(other.counters()) : *this;
}

GRADSTEP_IF_CALLED_DEFINITION
[[gnu::cold]] bool ArgumentValue::operator==(const ArgumentValue& o) const {
  if (type_ != o.type_) return false;
  if (type_ == Type::function) return function_->equals(*o.function_);
  return flag_ == o.flag_ && count_ == o.count_ && number_ == o.number_ && text_ == o.text_ &&
         shape_ == o.shape_ && counts_ == o.counts_ && numbers_ == o.numbers_ &&
         schedules_ == o.schedules_;
}

GRADSTEP_IF_CALLED_DEFINITION
Description Schedule::describe() const { return detail::description_of(*node_); }

GRADSTEP_IF_CALLED_DEFINITION
bool Schedule::operator==(const Schedule& other) const {
  return node_ == other.node_ || (node_ && other.node_ && describe() == other.describe());
}

GRADSTEP_IF_CALLED_DEFINITION
std::size_t Schedule::hash() const {
  if (!node_) return 0;
  const Description d = describe();
  std::size_t h = std::hash<std::string>{}(d.name);
  for (const Description::Argument& a : d.arguments)
    h = detail::mix_hash(h, a.value.visit(detail::Hash<>{}));
  return h;
}

GRADSTEP_IF_CALLED_DEFINITION
std::string Schedule::repr() const { return node_ ? detail::repr_of(*node_) : "Schedule()"; }

}  // namespace gradstep

#include "../exact_end.hpp"
#endif
