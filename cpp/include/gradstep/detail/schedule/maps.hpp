// Nodes that change a schedule's steps or its values, or combine those of several.
#include "../../schedule.hpp"  // which includes this file, if it is the one that an editor opens
#ifndef GRADSTEP_SCHEDULE_MAPS_HPP
#define GRADSTEP_SCHEDULE_MAPS_HPP
#include "compose.hpp"

#include "../exact_begin.hpp"

namespace gradstep::detail {

/// s at a function of the step.
template <class Map>
class AtStep : public Wrapper {
 public:
  double at(double n) const override { return s_.node().at(map_(n)); }
  void fill(const double* n, double* out, std::size_t count) const override {
    double inner[schedule_block];
    evaluate_formula(map_, n, inner, count);
    s_.node().fill(inner, out, count);
  }

 protected:
  AtStep(std::string_view who, Schedule s, Map map) : Wrapper(who, std::move(s)), map_(map) {}
  double step(double n) const override { return map_(n); }
  Map map_;
};

template <class = void>
class Every final : public AtStep<FloorDivided> {
 public:
  Every(Schedule s, std::int64_t k)
      : AtStep("every", std::move(s), {static_cast<double>(k)}), k_(k) {
    check_steps("every", "k", k, 1);
    if (const Length own = s_.total_steps(); own && *own > longest / k)
      refuse("every", "k", "k=" + std::to_string(k) + " makes it longer than 2**53 steps");
  }
  void describe(Describer& d) const override {
    d.name("every");
    d.argument("schedule", s_, true);
    d.argument("k", k_);
  }

 private:
  Schedule around(Schedule s) const override {
    return Schedule(std::make_shared<const Every>(std::move(s), k_));
  }
  std::int64_t outer_length(std::int64_t inner) const override { return inner * k_; }
  std::int64_t inner_length(std::int64_t outer) const override {
    if (outer % k_ != 0)
      refuse("every", "total_steps",
             std::to_string(outer) + " steps are no multiple of k=" + std::to_string(k_) +
                 ": give a multiple, or the schedule in it its own steps=");
    return outer / k_;
  }
  const std::int64_t k_;
};

template <class = void>
class Stretch final : public AtStep<Stretched> {
 public:
  Stretch(Schedule s, double k, double per) : AtStep("stretch", std::move(s), {k, per}) {
    const auto usual = [](double x) { return x >= 1e-100 && x <= 1e100; };
    if (!usual(k) || !usual(per))
      refuse("stretch", usual(k) ? "per" : "k",
             "k and per must be above 0, from 1e-100 to 1e100, not " + text(usual(k) ? per : k));
    if (!traits_.whole.empty())
      refuse(
          "stretch", "schedule",
          traits_.whole + " has values at whole steps only and cannot be stretched; use every()");
    if (const Length own = s_.total_steps()) {
      const double last = length(static_cast<double>(*own) * k / per);
      if (last > static_cast<double>(longest))
        refuse("stretch", "k", "k=" + text(k) + " makes it longer than 2**53 steps");
      map_.last = last, map_.end = static_cast<double>(*own);
    }
  }
  void describe(Describer& d) const override {
    d.name("stretch");
    d.argument("schedule", s_, true);
    d.argument("k", map_.k);
    d.argument("per", map_.per, false, map_.per == 1);
  }

 private:
  Schedule around(Schedule s) const override {
    return Schedule(std::make_shared<const Stretch>(std::move(s), map_.k, map_.per));
  }
  // The length is rounded up, unless only rounding keeps it from being whole.
  static double length(double x) {
    const double nearest = floor(x + 0.5), off = x - nearest;
    const double whole = (off < 0 ? -off : off) <= x * 0x1p-50 ? nearest : -floor(-x);
    return whole < 1 ? 1 : whole;
  }
  std::int64_t outer_length(std::int64_t inner) const override {
    return static_cast<std::int64_t>(length(static_cast<double>(inner) * map_.k / map_.per));
  }
  std::int64_t inner_length(std::int64_t outer) const override {
    const double inner = length(static_cast<double>(outer) * map_.per / map_.k);
    for (const double x : {inner, inner - 1})  // the longest that is stretched to no more
      if (x >= 1 && x <= static_cast<double>(longest) &&
          length(x * map_.k / map_.per) == static_cast<double>(outer))
        return static_cast<std::int64_t>(x);
    refuse("stretch", "total_steps",
           std::to_string(outer) + " steps are no whole number of steps stretched by " +
               text(map_.k / map_.per) + ": give the schedule in it its own steps=");
  }
};

/// s with another length that is decided on the way. There is one s, whose counters serve before
/// and after.
template <class = void>
class Extended final : public AtStep<Repaced> {
 public:
  Extended(const Schedule& s, std::int64_t total_steps, std::int64_t at, Extend how)
      : AtStep("extend", s, checked_map(s, total_steps, at, how)),
        total_(total_steps),
        at_(at),
        how_(how) {}
  Length total_steps() const override { return total_; }
  void describe(Describer& d) const override {
    d.name("extend");
    d.argument("schedule", s_, true);
    d.argument("total_steps", total_);
    d.argument("at", at_);
    d.argument("how", std::string(extend_names[static_cast<std::size_t>(how_)]), false,
               how_ == Extend::keep_point);
  }

 private:
  static Repaced checked_map(const Schedule& s, std::int64_t total_steps, std::int64_t at,
                             Extend how) {
    const auto fail = [](const char* name, const std::string& why) { refuse("extend", name, why); };
    check_schedule("extend", "schedule", s);
    check_length("extend", total_steps);
    const Length own = s.total_steps();
    if (!own)
      fail("total_steps", s.repr() + (s.is_open() ? " is still open: fill it, filled(total_steps)"
                                                  : " is endless: it has no length to change"));
    if (at < 0 || at > *own)
      fail("at", "at must be from 0 to total_steps=" + std::to_string(*own) + ", not " +
                     std::to_string(at));
    if (total_steps <= at)
      fail("total_steps", "total_steps must be larger than at=" + std::to_string(at) + ", not " +
                              std::to_string(total_steps));
    if (const std::string& whole = s.node().traits().whole; !whole.empty())
      fail("total_steps", whole +
                              " has values at whole steps only and cannot be stretched to another "
                              "length; make a schedule of the new length");
    const auto to = static_cast<double>(total_steps), from = static_cast<double>(*own),
               now = static_cast<double>(at);
    if (how == Extend::rescale) return {0, 0, {to, from, to, from}};
    if (how == Extend::restart) return {now, 0, {to - now, from, to, from}};
    if (at == *own && total_steps != *own)
      fail("at", "at n=" + std::to_string(at) +
                     " the schedule is at its end, where nothing is left to go on with: use "
                     "restart or rescale");
    return {now, now, {to - now, from - now, to, from}};
  }
  Schedule around(Schedule s) const override {
    return Schedule(std::make_shared<const Extended>(std::move(s), total_, at_, how_));
  }
  const std::int64_t total_, at_;
  const Extend how_;
};

template <class = void>
class Shift final : public AtStep<Shifted> {
 public:
  Shift(Schedule s, std::int64_t k)
      : AtStep("shift", std::move(s), {static_cast<double>(k)}), k_(k) {
    if (k < -longest || k > longest)
      refuse("shift", "k", "k must be at most 2**53 - 1 steps either way");
    if (const Length own = s_.total_steps(); own && *own + k < 1)
      refuse("shift", "k",
             "k=" + std::to_string(k) + " leaves nothing of the schedule's " +
                 std::to_string(*own) + " steps: k must be above " + std::to_string(-*own));
    check_total("shift", this->total_steps());
  }
  void describe(Describer& d) const override {
    d.name("shift");
    d.argument("schedule", s_, true);
    d.argument("k", k_);
  }

 private:
  Schedule around(Schedule s) const override {
    return Schedule(std::make_shared<const Shift>(std::move(s), k_));
  }
  std::int64_t outer_length(std::int64_t inner) const override { return inner + k_; }
  std::int64_t inner_length(std::int64_t outer) const override {
    if (outer - k_ < 1)
      refuse("shift", "total_steps",
             std::to_string(outer) + " steps leave nothing after k=" + std::to_string(k_) +
                 ": total_steps must be larger");
    return outer - k_;
  }
  const std::int64_t k_;
};

template <class = void>
class Cycle final : public AtStep<Remainder> {
 public:
  Cycle(const Schedule& s, std::int64_t k)
      : AtStep("cycle", s && s.is_open() && k > 0 ? s.filled(k) : s, {static_cast<double>(k)}),
        k_(k) {
    check_steps("cycle", "k", k, 1);
  }
  Length total_steps() const override { return {}; }
  void describe(Describer& d) const override {
    d.name("cycle");
    d.argument("schedule", s_, true);
    d.argument("k", k_);
  }

 private:
  Schedule around(Schedule s) const override {
    return Schedule(std::make_shared<const Cycle>(std::move(s), k_));
  }
  const std::int64_t k_;
};

/// A function of the values of s.
template <class Map>
class OfValue : public Wrapper {
 public:
  double at(double n) const override { return map_(s_.node().at(n)); }
  void fill(const double* n, double* out, std::size_t count) const override {
    s_.node().fill(n, out, count);
    evaluate_formula(map_, out, out, count);
  }

 protected:
  OfValue(std::string_view who, Schedule s, Map map) : Wrapper(who, std::move(s)), map_(map) {}
  const Map map_;
};

template <class = void>
class Scale final : public OfValue<Times> {
 public:
  Scale(Schedule s, double factor) : OfValue("scale", std::move(s), {factor}) {
    check("scale", word_in<row_of("factor")>, factor);
  }
  void describe(Describer& d) const override {
    d.name("scale");
    d.argument("schedule", s_, true);
    d.argument("factor", map_.factor);
  }

 private:
  Schedule around(Schedule s) const override {
    return Schedule(std::make_shared<const Scale>(std::move(s), map_.factor));
  }
};

template <class = void>
class Clip final : public OfValue<Clamped> {
 public:
  Clip(Schedule s, std::optional<double> low, std::optional<double> high)
      : OfValue("clip", std::move(s), {low.value_or(-infinity), high.value_or(infinity)}),
        low_(low),
        high_(high) {
    if (low) check("clip", word_in<row_of("lo")>, *low);
    if (high) check("clip", word_in<row_of("hi")>, *high);
    if (low && high && *low > *high)
      refuse("clip", "lo", "lo must not be above hi: " + text(*low) + " > " + text(*high));
  }
  void describe(Describer& d) const override {
    d.name("clip");
    d.argument("schedule", s_, true);
    d.optional("lo", low_);
    d.optional("hi", high_);
  }

 private:
  Schedule around(Schedule s) const override {
    return Schedule(std::make_shared<const Clip>(std::move(s), low_, high_));
  }
  const std::optional<double> low_, high_;
};

template <class = void>
class Noise final : public Wrapper {
 public:
  Noise(Schedule s, double pct, double std, bool uniform, std::int64_t seed, std::int64_t first,
        Length last)
      : Wrapper("noise", std::move(s)),
        factor_{
            pct,  std,    static_cast<double>(first), last ? static_cast<double>(*last) : infinity,
            seed, uniform},
        first_(first),
        last_(last) {
    check("noise", word_in<row_of("pct")>, pct);
    check("noise", word_in<row_of("std")>, std);
    check_steps("noise", "first", first, 0);
    if (last) check_steps("noise", "last", *last, 0);
  }
  double at(double n) const override { return s_.node().at(n) * factor_(n); }
  void fill(const double* n, double* out, std::size_t count) const override {
    double factor[schedule_block];
    s_.node().fill(n, out, count);
    evaluate_formula(factor_, n, factor, count);
    combine_arrays<true>(out, factor, count);
  }
  void describe(Describer& d) const override {
    const NoiseFactor& f = factor_;
    d.name("noise");
    d.argument("schedule", s_, true);
    d.argument("pct", f.pct, false, f.pct == 0.67);
    d.argument("std", f.std, false, f.std == 1);
    d.argument("uniform", f.uniform, false, !f.uniform);
    d.argument("seed", f.seed, false, f.seed == 42);
    d.argument("first", first_, false, first_ == 0);
    d.optional("last", last_);
  }

 private:
  Schedule around(Schedule s) const override {
    const NoiseFactor& f = factor_;
    return Schedule(std::make_shared<const Noise>(std::move(s), f.pct, f.std, f.uniform, f.seed,
                                                  first_, last_));
  }
  const NoiseFactor factor_;
  const std::int64_t first_;
  const Length last_;
};

/// The product or the sum of several schedules at the same step. An endless one, a constant say,
/// does not lengthen the others.
template <bool Product>
class Combined final : public Node {
 public:
  explicit Combined(std::vector<Schedule> all) : all_(std::move(all)) {
    if (all_.empty()) refuse(who, "schedules", "schedules is empty: give at least one");
    Length whole;
    for (const Schedule& s : all_) {
      check_schedule(who, "schedules", s);
      if (const Length own = s.total_steps(); own && (!whole || *own > *whole)) whole = own;
    }
    for (Schedule& s : all_) {
      if (whole) s = s.filled(*whole);
      traits_ |= s.node().traits();
    }
    deepen(who, traits_);
  }
  double at(double n) const override {
    double x = all_[0].node().at(n);
    for (std::size_t i = 1; i < all_.size(); ++i) {
      const double y = all_[i].node().at(n);
      x = Product ? x * y : x + y;
    }
    return x;
  }
  void fill(const double* n, double* out, std::size_t count) const override {
    double more[schedule_block];
    all_[0].node().fill(n, out, count);
    for (std::size_t i = 1; i < all_.size(); ++i) {
      all_[i].node().fill(n, more, count);
      combine_arrays<Product>(out, more, count);
    }
  }
  void describe(Describer& d) const override {
    d.name(who);
    d.argument("schedules", all_, true);
  }
  Length total_steps() const override {
    Length longest_one;
    if (traits_.open) return longest_one;
    for (const Schedule& s : all_)
      if (const Length own = s.total_steps(); own && (!longest_one || *own > *longest_one))
        longest_one = own;
    return longest_one;
  }
  Schedule filled(std::int64_t total_steps) const override {
    std::vector<Schedule> all;
    for (const Schedule& s : all_) all.push_back(s.filled(total_steps));
    Schedule whole = with(std::move(all));
    if (whole.total_steps() != total_steps)
      contradiction(who, total_steps, std::to_string(whole.total_steps().value_or(0)));
    return whole;
  }
  std::vector<Schedule> children() const override { return all_; }
  Schedule with(std::vector<Schedule> children) const override {
    return Schedule(std::make_shared<const Combined>(std::move(children)));
  }
  Schedule observed(double metric, double n) const override {
    std::vector<Schedule> all = all_;
    for (Schedule& s : all)
      if (s.observes()) s = s.node().observed(metric, n);
    return with(std::move(all));
  }

 private:
  static constexpr const char* who = Product ? "multiply" : "add";
  std::vector<Schedule> all_;
};

}  // namespace gradstep::detail
#include "../exact_end.hpp"
#endif
