// A schedule: a frozen value, a pure function of the 0-based step n. Made of any struct in
// schedules/, or composed: gradstep::warmup(gradstep::Cosine{1e-4, 9'500}, 500). One step, an array
// of steps and an optimizer give the same bits.
#pragma once
#include <algorithm>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "detail/rule-type.hpp"
#include "vocabulary.hpp"

namespace gradstep {

namespace detail {
class Node;
template <class S>
concept ScheduleStruct = index_of<S, Schedules> < std::tuple_size_v<Schedules>;
}  // namespace detail

struct Description;

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
  /// The value at step n; at 0 for n < 0. Throws `error` if a length is still open.
  double operator()(std::int64_t n) const;
  /// The values at many steps, in any order: out[i] = s(n[i]).
  void operator()(std::span<const std::int64_t> n, std::span<double> out) const;
  /// The values at first, first + 1, ...
  void range(std::int64_t first, std::span<double> out) const;

  /// The length of the whole in updates; empty if it is endless or open.
  std::optional<std::int64_t> total_steps() const;
  /// Whether a length is left to fill: it cannot be evaluated yet.
  bool is_open() const;
  /// The same with its open length filled so that the whole is `total_steps` long; itself if
  /// nothing is open.
  Schedule filled(std::int64_t total_steps) const;

  /// Name and arguments, of the whole tree.
  Description describe() const;
  /// Python that makes the same schedule: warmup(Cosine(start=0.0003, steps=9500, end=0.0),
  /// steps=500).
  std::string repr() const;
  bool operator==(const Schedule& other) const;
  std::size_t hash() const;
  /// Whether evaluation enters functions of the user's (lambda).
  bool calls_user() const;

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

/// What a schedule is made of. `positional` arguments come first and without a name in repr.
struct Description {
  using Value =
      std::variant<std::monostate, bool, std::int64_t, double, std::string,
                   std::vector<std::int64_t>, Schedule, std::vector<Schedule>, UserFunctionRef>;
  struct Argument {
    std::string name;
    Value value;
    bool positional = false;
    bool operator==(const Argument&) const = default;
  };
  std::string name;
  std::vector<Argument> arguments;
  bool operator==(const Description&) const = default;
};

}  // namespace gradstep

#include "detail/schedule-nodes.hpp"

namespace gradstep {

/// A linear way up over `steps` updates, then s, counting from 0 again:
///     s(0)·(n + 1)/steps for n < steps, then s(n - steps)
///     start + (s(0) - start)·n/steps for n < steps, if start is given
/// Without start no update is wasted on a rate of 0, and n = steps - 1 has the full s(0). steps = 0
/// is s itself. total_steps (of the whole) fills an s that is open, is checked against one that is
/// not, and is kept for an endless one.
inline Schedule warmup(const Schedule& s, std::int64_t steps, std::optional<double> start = {},
                       std::string_view shape = "linear",
                       std::optional<std::int64_t> total_steps = {}) {
  return Schedule(std::make_shared<const detail::Warmup>(s, steps, start, shape, total_steps));
}

/// schedules[i] from n = at[i - 1] on, counting from 0 there; at does not decrease. A piece that is
/// open takes the length of its stretch, the last one what total_steps (of the whole) leaves it.
inline Schedule sequence(std::vector<Schedule> schedules, std::vector<std::int64_t> at = {},
                         std::optional<std::int64_t> total_steps = {}) {
  return Schedule(
      std::make_shared<const detail::Sequence>(std::move(schedules), std::move(at), total_steps));
}

/// factor·s(n).
inline Schedule scale(Schedule s, double factor) {
  return Schedule(std::make_shared<const detail::Scale>(std::move(s), factor));
}
inline Schedule operator*(double factor, Schedule s) { return scale(std::move(s), factor); }
inline Schedule operator*(Schedule s, double factor) { return scale(std::move(s), factor); }

/// Any pure function of the step. Equal only to its own copies. `name` is what repr shows.
inline Schedule lambda(std::function<double(std::int64_t)> f, std::string name = "function") {
  struct Function final : UserFunction {
    Function(std::function<double(std::int64_t)> f, std::string name)
        : f(std::move(f)), name(std::move(name)) {}
    double operator()(std::int64_t n) const override { return f(n); }
    std::string text() const override { return name; }
    std::function<double(std::int64_t)> f;
    std::string name;
  };
  if (!f) detail::refuse("Lambda", "function", "function is empty");
  return detail::LambdaNode::lambda(
      std::make_shared<const Function>(std::move(f), std::move(name)));
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

inline double Schedule::operator()(std::int64_t n) const { return node_->at(n < 0 ? 0 : n); }

inline void Schedule::operator()(std::span<const std::int64_t> n, std::span<double> out) const {
  if (n.size() != out.size())
    detail::refuse("Schedule", "out", "as many values as steps are needed");
  std::int64_t clamped[schedule_block];
  for (std::size_t begin = 0; begin < n.size(); begin += schedule_block) {
    const std::size_t count = std::min(schedule_block, n.size() - begin);
    const std::int64_t* steps = n.data() + begin;
    std::int64_t signs = 0;
    for (std::size_t i = 0; i < count; ++i) signs |= steps[i];
    if (signs < 0) {
      for (std::size_t i = 0; i < count; ++i) clamped[i] = steps[i] < 0 ? 0 : steps[i];
      steps = clamped;
    }
    node_->fill(steps, out.data() + begin, count);
  }
}

inline void Schedule::range(std::int64_t first, std::span<double> out) const {
  std::int64_t steps[schedule_block];
  for (std::size_t begin = 0; begin < out.size(); begin += schedule_block) {
    const std::size_t count = std::min(schedule_block, out.size() - begin);
    for (std::size_t i = 0; i < count; ++i) steps[i] = first + static_cast<std::int64_t>(begin + i);
    (*this)(std::span<const std::int64_t>(steps, count), out.subspan(begin, count));
  }
}

inline std::optional<std::int64_t> Schedule::total_steps() const { return node_->total_steps(); }
inline bool Schedule::is_open() const { return node_->is_open(); }
inline bool Schedule::calls_user() const { return node_->calls_user(); }
inline Schedule Schedule::filled(std::int64_t total_steps) const {
  return is_open() ? node_->filled(total_steps) : *this;
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
    h = detail::mix(h, std::visit(detail::Hash{}, a.value));
  return h;
}

inline std::string Schedule::repr() const {
  if (!node_) return "Schedule()";
  const Description d = describe();
  std::string s;
  for (const Description::Argument& a : d.arguments)
    s += (s.empty() ? "" : ", ") + (a.positional ? "" : a.name + '=') +
         std::visit(detail::Repr{}, a.value);
  return d.name + '(' + s + ')';
}

}  // namespace gradstep

template <>
struct std::hash<gradstep::Schedule> {
  std::size_t operator()(const gradstep::Schedule& s) const { return s.hash(); }
};
