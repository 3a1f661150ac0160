// A schedule is a frozen value, a pure function of the 0-based step n. It is made of any struct in
// schedules/, or composed: gradstep::warmup(gradstep::Cosine{1e-4, 9'500}, 500). One step, an array
// of steps and an optimizer give the same bits.
// This file has a guard, since #pragma once does not hold for a file that an editor opens, and
// these files include each other.
#ifndef GRADSTEP_SCHEDULE_HPP
#define GRADSTEP_SCHEDULE_HPP
#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "detail/formulas.hpp"
#include "detail/list.hpp"
#include "schedules/greedy.hpp"
#include "schedules/reduce_on_plateau.hpp"
#include "vocabulary.hpp"

#include "detail/exact_begin.hpp"

namespace gradstep {

class Schedule;

namespace detail {
class Node;
/// Refuses an empty schedule.
void check_schedule(std::string_view who, std::string_view argument, const Schedule& s);
/// A node of a schedule's tree: of a struct in schedules/, and of one that metrics move.
template <class S>
std::shared_ptr<const Node> make_leaf(const S& s);
template <class Rule>
std::shared_ptr<const Node> make_control(Schedule s, const Rule& rule);
template <class S>
concept ScheduleStruct = index_of<S, Schedules> < std::tuple_size_v<Schedules>;
}  // namespace detail

struct Description;

/// The schedules that metrics move.
using Controllers = std::tuple<ReduceOnPlateau, Greedy>;

/// What Schedule::extend does with the steps that are left.
enum class Extend : std::uint8_t { keep_point, rescale, restart };
inline constexpr std::string_view extend_names[]{"keep-point", "rescale", "restart"};

/// A frozen function n -> value. It is cheap to copy, and copies share what they have computed. One
/// that is made by default is empty (false).
class Schedule {
 public:
  Schedule() = default;
  /// Checks the values. Throws `error` (Reason::schedule) naming the member.
  template <detail::ScheduleStruct S>
  Schedule(const S& s) : node_(detail::make_leaf(s)) {}
  explicit Schedule(std::shared_ptr<const detail::Node> node) : node_(std::move(node)) {}

  explicit operator bool() const { return node_ != nullptr; }
  /// The value at step n; for n < 0 the value at 0. Throws `error` if a length is still open. Steps
  /// beyond 2^53 are rounded to a double.
  double operator()(std::int64_t n) const;
  /// The values at many steps, in any order: out[i] = s(n[i]).
  void operator()(std::span<const std::int64_t> n, std::span<double> out) const;
  /// The values at first, first + 1, ...
  void range(std::int64_t first, std::span<double> out) const;

  /// The length of the whole in updates; empty if it is endless or open.
  std::optional<std::int64_t> total_steps() const;
  /// Whether a length is left to fill: until then the steps there have no values.
  bool is_open() const;
  /// The same schedule with its open length filled, so that the whole is `total_steps` long; the
  /// schedule itself if nothing is open.
  Schedule filled(std::int64_t total_steps) const;
  /// Another length of the whole, T2 for T, decided at step `at`; how says what becomes of the
  /// rest:
  ///     keep_point  s(n) before, s(at + (n - at)·(T - at)/(T2 - at)) from at on: it goes on from
  ///                 where it is, slower or faster
  ///     rescale     s(n·T/T2): as if T2 had been planned; the value jumps
  ///     restart     s(n) before, s((n - at)·T/(T2 - at)) from at on: all of it again
  /// What metrics have moved stays moved.
  GRADSTEP_IF_CALLED
  Schedule extend(std::int64_t total_steps, std::int64_t at, Extend how = Extend::keep_point) const;

  /// Whether metrics move it.
  bool observes() const;
  /// The same schedule after a metric, measured after update n. The schedule itself if metrics do
  /// not move it.
  Schedule observe(double metric, std::int64_t n) const;
  /// out[k] = the value at step k, metrics[0], ..., metrics[k - 1] having been observed.
  std::vector<double> run(std::span<const double> metrics) const;
  /// What metrics have moved: the counters of each node that observes, in order. And the schedule
  /// with other counters.
  std::vector<std::vector<double>> counters() const;
  Schedule with_counters(std::span<const std::vector<double>> counters) const;
  /// The schedule with the counters of another one, if both have the same nodes that observe and
  /// metrics have not moved this one.
  GRADSTEP_IF_CALLED
  Schedule with_counters_of(const Schedule& other) const;

  /// Name and arguments, of the whole tree.
  GRADSTEP_IF_CALLED
  Description describe() const;
  /// Python that makes the same schedule: warmup(Cosine(start=0.0003, steps=9500), steps=500).
  GRADSTEP_IF_CALLED
  std::string repr() const;
  GRADSTEP_IF_CALLED
  bool operator==(const Schedule& other) const;
  GRADSTEP_IF_CALLED
  std::size_t hash() const;
  /// Whether evaluation enters functions of the user's (lambda).
  bool calls_user() const;

  const detail::Node& node() const { return *node_; }

 private:
  std::shared_ptr<const detail::Node> node_;
};

/// A function of the user's as a schedule knows it. It must be pure, and may throw.
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

/// No value: what Python calls None.
struct None {
  bool operator==(const None&) const = default;
};

/// The value of an argument of a description, of one of these types. It is no std::variant, which
/// would take a third of the time that a program with one schedule takes to compile.
class ArgumentValue {
 public:
  ArgumentValue(None = {}) {}
  ArgumentValue(bool x) : type_(Type::flag), flag_(x) {}
  ArgumentValue(std::int64_t x) : type_(Type::count), count_(x) {}
  ArgumentValue(double x) : type_(Type::number), number_(x) {}
  ArgumentValue(std::string x) : type_(Type::text), text_(std::move(x)) {}
  ArgumentValue(const char* x) : ArgumentValue(std::string(x)) {}
  ArgumentValue(Shape x) : type_(Type::shape), shape_(x) {}
  ArgumentValue(std::vector<std::int64_t> x) : type_(Type::counts), counts_(std::move(x)) {}
  ArgumentValue(std::vector<double> x) : type_(Type::numbers), numbers_(std::move(x)) {}
  ArgumentValue(Schedule s) : type_(Type::schedule), schedules_{std::move(s)} {}
  ArgumentValue(std::vector<Schedule> x) : type_(Type::schedules), schedules_(std::move(x)) {}
  ArgumentValue(UserFunctionRef f) : type_(Type::function), function_(std::move(f.function)) {}

  /// f of what it is.
  template <class F>
  auto visit(F&& f) const -> decltype(f(None{})) {
    switch (type_) {
      case Type::flag: return f(flag_);
      case Type::count: return f(count_);
      case Type::number: return f(number_);
      case Type::text: return f(text_);
      case Type::shape: return f(shape_);
      case Type::counts: return f(counts_);
      case Type::numbers: return f(numbers_);
      case Type::schedule: return f(schedules_[0]);
      case Type::schedules: return f(schedules_);
      case Type::function: return f(UserFunctionRef{function_});
      case Type::none: break;
    }
    return f(None{});
  }
  GRADSTEP_IF_CALLED
  bool operator==(const ArgumentValue& other) const;
  /// The number, or the one schedule, that the value is.
  double number() const { return number_; }
  const Schedule& schedule() const { return schedules_[0]; }

 private:
  enum class Type : std::uint8_t {
    none,
    flag,
    count,
    number,
    text,
    shape,
    counts,
    numbers,
    schedule,
    schedules,
    function
  } type_ = Type::none;
  bool flag_ = false;
  std::int64_t count_ = 0;
  double number_ = 0;
  std::string text_;
  Shape shape_;
  std::vector<std::int64_t> counts_;
  std::vector<double> numbers_;
  std::vector<Schedule> schedules_;
  std::shared_ptr<const UserFunction> function_;
};

/// What a schedule is made of. `positional` arguments come first and without a name in repr, those
/// at their default are left out there.
struct Description {
  using Value = ArgumentValue;
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

/// A way up over `steps` updates, then s, counted from 0 again; w(u) is u, or what the shape says:
///     s(0)·w((n + 1)/steps) for n < steps, then s(n - steps)
///     start + (s(0) - start)·w(n/steps) for n < steps, if start is given
/// Without start no update is wasted on a rate of 0, and n = steps - 1 has the full s(0). steps = 0
/// is s itself. total_steps (of the whole) fills an s that is open, is checked against one that is
/// not, and is kept for an endless one. It must be larger than steps, unless cut: then the whole
/// may end on the way up.
GRADSTEP_IF_CALLED
Schedule warmup(const Schedule& s, std::int64_t steps, std::optional<double> start = {},
                const Shape& shape = {}, std::optional<std::int64_t> total_steps = {},
                bool cut = false);

/// s for its L steps, then a way down from s(L) to end over `steps` updates:
///     s(L) + (end - s(L))·f((n - L)/steps) for n >= L, then end
/// L is the length of s; if s is endless or open, L is what total_steps (of the whole) leaves it.
/// Until then the whole is open.
GRADSTEP_IF_CALLED
Schedule cooldown(const Schedule& s, std::int64_t steps, double end = 0, const Shape& shape = {},
                  std::optional<std::int64_t> total_steps = {});

/// schedules[i] from n = at[i - 1] on, counted from 0 there; at does not decrease. A piece that is
/// open takes the length of its stretch, and the last one what total_steps (of the whole) leaves
/// it.
GRADSTEP_IF_CALLED
Schedule sequence(std::vector<Schedule> schedules, std::vector<std::int64_t> at = {},
                  std::optional<std::int64_t> total_steps = {});

/// s(⌊n / k⌋): a schedule counted in k updates, in epochs say.
GRADSTEP_IF_CALLED
Schedule every(Schedule s, std::int64_t k);
/// s(n·per/k), at steps that need not be whole: k updates for every `per` of its own.
GRADSTEP_IF_CALLED
Schedule stretch(Schedule s, double k, double per = 1);
/// s(max(0, n - k)): s begins k updates later, and its first value is held before; for k < 0 it
/// begins earlier.
GRADSTEP_IF_CALLED
Schedule shift(Schedule s, std::int64_t k);
/// s(n mod k), for ever; an s that is open gets the length k.
GRADSTEP_IF_CALLED
Schedule cycle(const Schedule& s, std::int64_t k);
/// s(n), but not below lo or above hi.
GRADSTEP_IF_CALLED
Schedule clip(Schedule s, std::optional<double> lo, std::optional<double> hi = {});
/// factor·s(n).
GRADSTEP_IF_CALLED
Schedule scale(Schedule s, double factor);
/// The product, or the sum, of all at n. It is as long as the longest of those that are not
/// endless.
GRADSTEP_IF_CALLED
Schedule multiply(std::vector<Schedule> schedules);
GRADSTEP_IF_CALLED
Schedule add(std::vector<Schedule> schedules);
template <class = void>
Schedule operator*(double factor, Schedule s) {
  return scale(std::move(s), factor);
}
template <class = void>
Schedule operator*(Schedule s, double factor) {
  return scale(std::move(s), factor);
}
template <class = void>
Schedule operator*(Schedule s, Schedule t) {
  return multiply({std::move(s), std::move(t)});
}
template <class = void>
Schedule operator+(Schedule s, Schedule t) {
  return add({std::move(s), std::move(t)});
}

// They are here so that 0.5 * Cosine{...} finds them: the structs live in the namespace of the ISA
// that every CPU has.
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
GRADSTEP_IF_CALLED
Schedule noise(Schedule s, const NoiseOptions& o = {});

/// A schedule that metrics move: controlled(Constant{0.1}, ReduceOnPlateau{.factor = 0.5}).
template <class Rule>
Schedule controlled(Schedule s, const Rule& rule) {
  return Schedule(detail::make_control(std::move(s), rule));
}

/// Any pure function of the step. It is equal only to its own copies. `name` is what repr shows.
GRADSTEP_IF_CALLED
Schedule lambda(std::function<double(std::int64_t)> f, std::string name = "function");
GRADSTEP_IF_CALLED
Schedule lambda(UserFunctionRef f);
/// lr·f(1)·f(2)·…·f(n).
GRADSTEP_IF_CALLED
Schedule multiplicative_lambda(double lr, std::function<double(std::int64_t)> f,
                               std::string name = "function");
GRADSTEP_IF_CALLED
Schedule multiplicative_lambda(double lr, UserFunctionRef f);

namespace detail {
/// The nodes that have counters of their own, in order.
std::vector<Schedule> controllers(const Schedule& s);
}  // namespace detail

}  // namespace gradstep

#include "detail/exact_end.hpp"

template <>
struct std::hash<gradstep::Schedule> {
  GRADSTEP_IF_CALLED
  std::size_t operator()(const gradstep::Schedule& s) const { return s.hash(); }
};

#if GRADSTEP_DEFINITIONS
#include "detail/schedule/impl.hpp"
#endif
#endif
