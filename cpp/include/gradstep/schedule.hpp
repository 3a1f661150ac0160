// A schedule: a frozen value, a pure function of the 0-based step n. Made of any struct in
// schedules/, or composed: gradstep::warmup(gradstep::Cosine{1e-4, 9'500}, 500). One step, an array
// of steps and an optimizer give the same bits.
#pragma once
#include <algorithm>
#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "detail/rule_type.hpp"
#include "vocabulary.hpp"

#include "detail/exact_begin.hpp"

namespace gradstep {

namespace detail {
class Node;
template <class S>
concept ScheduleStruct = index_of<S, Schedules> < std::tuple_size_v<Schedules>;
}  // namespace detail

struct Description;

/// What Schedule::extend does with the steps that are left.
enum class Extend : std::uint8_t { keep_point, rescale, restart };
inline constexpr std::string_view extend_names[]{"keep-point", "rescale", "restart"};

/// A frozen function n -> value. Cheap to copy; copies share what they have computed. A
/// default-made one is empty (false).
class Schedule {
 public:
  Schedule() = default;
  /// Checks the values. Throws `error` (Reason::schedule) naming the member.
  template <detail::ScheduleStruct S>
  Schedule(const S& s);
  explicit Schedule(std::shared_ptr<const detail::Node> node) : node_(std::move(node)) {}

  explicit operator bool() const { return node_ != nullptr; }
  /// The value at step n; at 0 for n < 0. Throws `error` if a length is still open. Steps beyond
  /// 2^53 are rounded to a double.
  double operator()(std::int64_t n) const;
  /// The values at many steps, in any order: out[i] = s(n[i]).
  void operator()(std::span<const std::int64_t> n, std::span<double> out) const;
  /// The values at first, first + 1, ...
  void range(std::int64_t first, std::span<double> out) const;

  /// The length of the whole in updates; empty if it is endless or open.
  std::optional<std::int64_t> total_steps() const;
  /// Whether a length is left to fill: until then the steps there have no values.
  bool is_open() const;
  /// The same with its open length filled so that the whole is `total_steps` long; itself if
  /// nothing is open.
  Schedule filled(std::int64_t total_steps) const;
  /// Another length of the whole, T2 for T, decided at step `at`; how says what becomes of the rest:
  ///     keep_point  s(n) before, s(at + (n - at)·(T - at)/(T2 - at)) from at on: it goes on from
  ///                 where it is, slower or faster
  ///     rescale     s(n·T/T2): as if T2 had been planned; the value jumps
  ///     restart     s(n) before, s((n - at)·T/(T2 - at)) from at on: all of it again
  /// What metrics have moved stays moved.
  Schedule extend(std::int64_t total_steps, std::int64_t at, Extend how = Extend::keep_point) const;

  /// Whether metrics move it.
  bool observes() const;
  /// The same after a metric, measured after update n. Itself if it does not observe.
  Schedule observe(double metric, std::int64_t n) const;
  /// out[k] = the value at step k, metrics[0], ..., metrics[k - 1] having been observed.
  std::vector<double> run(std::span<const double> metrics) const;
  /// What metrics have moved, of each node that observes, in order; and the same with others.
  std::vector<std::vector<double>> counters() const;
  Schedule with_counters(std::span<const std::vector<double>> counters) const;
  /// With the counters of another if both have the same nodes that observe, this unmoved.
  Schedule with_counters_of(const Schedule& other) const;

  /// Name and arguments, of the whole tree.
  Description describe() const;
  /// Python that makes the same schedule: warmup(Cosine(start=0.0003, steps=9500), steps=500).
  std::string repr() const;
  bool operator==(const Schedule& other) const;
  std::size_t hash() const;
  /// Whether evaluation enters functions of the user's (lambda).
  bool calls_user() const;

  const detail::Node& node() const { return *node_; }

 private:
  std::shared_ptr<const detail::Node> node_;
};

/// A function of the user's as a schedule knows it. Must be pure; may throw.
class UserFunction {
 public:
  virtual ~UserFunction() = default;
  virtual double operator()(std::int64_t n) const = 0;
  virtual std::string text() const = 0;
  virtual bool equals(const UserFunction& other) const { return this == &other; }
  virtual std::size_t hash() const { return std::hash<const void*>{}(this); }
};
struct UserFunctionRef {
  std::shared_ptr<const UserFunction> function;
  bool operator==(const UserFunctionRef& other) const { return function->equals(*other.function); }
};

/// What a schedule is made of. `positional` arguments come first and without a name in repr, those at
/// their default are left out there.
struct Description {
  using Value = std::variant<std::monostate, bool, std::int64_t, double, std::string, Shape,
                             std::vector<std::int64_t>, std::vector<double>, Schedule,
                             std::vector<Schedule>, UserFunctionRef>;
  struct Argument {
    std::string name;
    Value value;
    bool positional = false, at_default = false;
    bool operator==(const Argument&) const = default;
  };
  std::string name;
  std::vector<Argument> arguments;
  bool operator==(const Description&) const = default;
};

}  // namespace gradstep

#include "detail/exact_end.hpp"

#include "detail/schedule/control.hpp"
#include "detail/schedule/text.hpp"

#include "detail/exact_begin.hpp"

namespace gradstep {

/// A way up over `steps` updates, then s, counting from 0 again; w(u) is u, or as the shape has it:
///     s(0)·w((n + 1)/steps) for n < steps, then s(n - steps)
///     start + (s(0) - start)·w(n/steps) for n < steps, if start is given
/// Without start no update is wasted on a rate of 0, and n = steps - 1 has the full s(0). steps = 0
/// is s itself. total_steps (of the whole) fills an s that is open, is checked against one that is
/// not, and is kept for an endless one.
inline Schedule warmup(const Schedule& s, std::int64_t steps, std::optional<double> start = {},
                       const Shape& shape = {}, std::optional<std::int64_t> total_steps = {}) {
  return Schedule(std::make_shared<const detail::Warmup>(s, steps, start, shape, total_steps));
}

/// s for its L steps, then a way down from s(L) to end over `steps` updates:
///     s(L) + (end - s(L))·f((n - L)/steps) for n >= L, then end
/// L is the length of s; what total_steps (of the whole) leaves it, if s is endless or open. Until then
/// the whole is open.
inline Schedule cooldown(const Schedule& s, std::int64_t steps, double end = 0,
                         const Shape& shape = {}, std::optional<std::int64_t> total_steps = {}) {
  return Schedule(std::make_shared<const detail::Cooldown>(s, steps, end, shape, total_steps));
}

/// schedules[i] from n = at[i - 1] on, counting from 0 there; at does not decrease. A piece that is
/// open takes the length of its stretch, the last one what total_steps (of the whole) leaves it.
inline Schedule sequence(std::vector<Schedule> schedules, std::vector<std::int64_t> at = {},
                         std::optional<std::int64_t> total_steps = {}) {
  return Schedule(
      std::make_shared<const detail::Sequence>(std::move(schedules), std::move(at), total_steps));
}

/// s(⌊n / k⌋): a schedule counted in k updates, in epochs say.
inline Schedule every(Schedule s, std::int64_t k) {
  return Schedule(std::make_shared<const detail::Every>(std::move(s), k));
}
/// s(n·per/k), at steps that need not be whole: k updates for every `per` of its own.
inline Schedule stretch(Schedule s, double k, double per = 1) {
  return Schedule(std::make_shared<const detail::Stretch>(std::move(s), k, per));
}
/// s(max(0, n - k)): k updates later, held before; or earlier for k < 0.
inline Schedule shift(Schedule s, std::int64_t k) {
  return Schedule(std::make_shared<const detail::Shift>(std::move(s), k));
}
/// s(n mod k), for ever; fills an s that is open with k.
inline Schedule cycle(const Schedule& s, std::int64_t k) {
  return Schedule(std::make_shared<const detail::Cycle>(s, k));
}
/// s(n), but not below lo or above hi.
inline Schedule clip(Schedule s, std::optional<double> lo, std::optional<double> hi = {}) {
  return Schedule(std::make_shared<const detail::Clip>(std::move(s), lo, hi));
}
/// factor·s(n).
inline Schedule scale(Schedule s, double factor) {
  return Schedule(std::make_shared<const detail::Scale>(std::move(s), factor));
}
/// The product, or the sum, of all at n. As long as the longest of those that are not endless.
inline Schedule multiply(std::vector<Schedule> schedules) {
  return Schedule(std::make_shared<const detail::Combined<true>>(std::move(schedules)));
}
inline Schedule add(std::vector<Schedule> schedules) {
  return Schedule(std::make_shared<const detail::Combined<false>>(std::move(schedules)));
}
inline Schedule operator*(double factor, Schedule s) { return scale(std::move(s), factor); }
inline Schedule operator*(Schedule s, double factor) { return scale(std::move(s), factor); }
inline Schedule operator*(Schedule s, Schedule t) { return multiply({std::move(s), std::move(t)}); }
inline Schedule operator+(Schedule s, Schedule t) { return add({std::move(s), std::move(t)}); }

// So that 0.5 * Cosine{...} finds them: the structs live in the namespace of the ISA every CPU has.
#if defined(__aarch64__)
namespace neon {
#else
namespace baseline {
#endif
using gradstep::operator*;
using gradstep::operator+;
}  // namespace

/// s(n)·(1 + z), z of the step and the seed alone, for first <= n < last: normal·std, drawn again
/// until |z| < pct, or uniform within ±pct.
struct NoiseOptions {
  double pct = 0.67, std = 1;
  bool uniform = false;
  std::int64_t seed = 42, first = 0;
  std::optional<std::int64_t> last{};
};
inline Schedule noise(Schedule s, const NoiseOptions& o = {}) {
  return Schedule(std::make_shared<const detail::Noise>(std::move(s), o.pct, o.std, o.uniform,
                                                        o.seed, o.first, o.last));
}

/// A schedule that metrics move: controlled(Constant{0.1}, ReduceOnPlateau{.factor = 0.5}).
template <class Rule>
Schedule controlled(Schedule s, const Rule& rule) {
  return Schedule(std::make_shared<const detail::Control<Rule>>(std::move(s), rule));
}

namespace detail {
inline std::shared_ptr<const UserFunction> user_function(std::function<double(std::int64_t)> f,
                                                         std::string name, const char* who) {
  struct Function final : UserFunction {
    Function(std::function<double(std::int64_t)> f, std::string name)
        : f(std::move(f)), name(std::move(name)) {}
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

/// Any pure function of the step. Equal only to its own copies. `name` is what repr shows.
inline Schedule lambda(std::function<double(std::int64_t)> f, std::string name = "function") {
  return Schedule(std::make_shared<const detail::LambdaNode>(
      detail::user_function(std::move(f), std::move(name), "Lambda")));
}
/// lr·f(1)·f(2)·…·f(n).
inline Schedule multiplicative_lambda(double lr, std::function<double(std::int64_t)> f,
                                      std::string name = "function") {
  return Schedule(std::make_shared<const detail::MultiplicativeNode>(
      lr, detail::user_function(std::move(f), std::move(name), "MultiplicativeLambda")));
}

template <detail::ScheduleStruct S>
Schedule::Schedule(const S& s) {
  if constexpr (std::is_same_v<S, TimeBasedDecay>)
    if (s.recursive) {
      node_ = std::make_shared<const detail::RecursiveLeaf>(s);
      return;
    }
  node_ = std::make_shared<const detail::Leaf<S>>(s);
}

inline double Schedule::operator()(std::int64_t n) const {
  if (!node_) detail::refuse("Schedule", "schedule", "this schedule is empty");
  return node_->at(n < 0 ? 0 : static_cast<double>(n));
}

inline void Schedule::operator()(std::span<const std::int64_t> n, std::span<double> out) const {
  if (n.size() != out.size())
    detail::refuse("Schedule", "out", "as many values as steps are needed");
  double steps[schedule_block];
  for (std::size_t begin = 0; begin < n.size(); begin += schedule_block) {
    const std::size_t count = std::min(schedule_block, n.size() - begin);
    detail::convert_steps(n.data() + begin, steps, count);
    node_->fill(steps, out.data() + begin, count);
  }
}

inline void Schedule::range(std::int64_t first, std::span<double> out) const {
  std::int64_t steps[schedule_block];
  for (std::size_t begin = 0; begin < out.size(); begin += schedule_block) {
    const std::size_t count = std::min(schedule_block, out.size() - begin);
    for (std::size_t i = 0; i < count; ++i) {
      const auto offset = static_cast<std::int64_t>(begin + i);
      constexpr auto last = std::numeric_limits<std::int64_t>::max();
      steps[i] = first > last - offset ? last : first + offset;
    }
    (*this)(std::span<const std::int64_t>(steps, count), out.subspan(begin, count));
  }
}

inline std::optional<std::int64_t> Schedule::total_steps() const { return node_->total_steps(); }
inline bool Schedule::is_open() const { return node_->traits().open; }
inline bool Schedule::calls_user() const { return node_->traits().calls_user; }
inline bool Schedule::observes() const { return node_->traits().observes; }
inline Schedule Schedule::filled(std::int64_t total_steps) const {
  if (!is_open()) return *this;
  detail::check_length("filled", total_steps);
  return node_->filled(total_steps);
}

inline Schedule Schedule::extend(std::int64_t total_steps, std::int64_t at, Extend how) const {
  return Schedule(std::make_shared<const detail::Extended>(*this, total_steps, at, how));
}

inline Schedule Schedule::observe(double metric, std::int64_t n) const {
  return observes() ? node_->observed(metric, n < 0 ? 0 : static_cast<double>(n)) : *this;
}

inline std::vector<double> Schedule::run(std::span<const double> metrics) const {
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
/// The nodes that have counters of their own, in order.
inline void controllers(const Schedule& s, std::vector<Schedule>& out) {
  if (!s.observes()) return;
  if (s.node().counters()) out.push_back(s);
  for (const Schedule& child : s.node().children()) controllers(child, out);
}
inline std::vector<Schedule> controllers(const Schedule& s) {
  std::vector<Schedule> out;
  controllers(s, out);
  return out;
}
/// As before any metric.
inline Schedule unmoved(const Schedule& s) {
  std::vector<std::vector<double>> none;
  for (const Schedule& c : controllers(s)) none.push_back(c.node().no_counters());
  return s.with_counters(none);
}
}  // namespace detail

inline std::vector<std::vector<double>> Schedule::counters() const {
  std::vector<std::vector<double>> out;
  for (const Schedule& c : detail::controllers(*this)) out.push_back(*c.node().counters());
  return out;
}

inline Schedule Schedule::with_counters(std::span<const std::vector<double>> counters) const {
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

inline Schedule Schedule::with_counters_of(const Schedule& other) const {
  if (!node_ || !other || !observes() || !other.observes()) return *this;
  const Schedule mine = detail::unmoved(*this);
  if (mine != *this) return *this;  // moved already
  const bool same = detail::controllers(mine) == detail::controllers(detail::unmoved(other));
  return same ? with_counters(other.counters()) : *this;
}

inline Description Schedule::describe() const { return node_->describe(); }

inline bool Schedule::operator==(const Schedule& other) const {
  return node_ == other.node_ || (node_ && other.node_ && describe() == other.describe());
}

inline std::size_t Schedule::hash() const {
  if (!node_) return 0;
  const Description d = describe();
  std::size_t h = std::hash<std::string>{}(d.name);
  for (const Description::Argument& a : d.arguments)
    h = detail::mix_hash(h, std::visit(detail::Hash{}, a.value));
  return h;
}

inline std::string Schedule::repr() const {
  return node_ ? detail::repr_of(describe()) : "Schedule()";
}

}  // namespace gradstep

#include "detail/exact_end.hpp"

template <>
struct std::hash<gradstep::Schedule> {
  std::size_t operator()(const gradstep::Schedule& s) const { return s.hash(); }
};
