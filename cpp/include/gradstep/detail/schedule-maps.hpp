// Nodes that change a schedule's steps or its values, or combine those of several.
#pragma once
#include "schedule-compose.hpp"

#include "exact-begin.hpp"

namespace gradstep::detail {

/// s at a function of the step.
template <class Map>
class AtStep : public Around1 {
 public:
  double at(double n) const override { return s_.node().at(map_(n)); }
  void fill(const double* n, double* out, std::size_t count) const override {
    double inner[schedule_block];
    evaluate_formula(map_, n, inner, count);
    s_.node().fill(inner, out, count);
  }

 protected:
  AtStep(std::string_view who, Schedule s, Map map) : Around1(who, std::move(s)), map_(map) {}
  double step(double n) const override { return map_(n); }
  const Map map_;
};

class Every final : public AtStep<FloorDivided> {
 public:
  Every(Schedule s, std::int64_t k)
      : AtStep("every", std::move(s), {static_cast<double>(k)}), k_(k) {
    check_steps("every", "k", k, 1);
    if (const Length own = s_.total_steps(); own && *own > longest / k)
      refuse("every", "k", "k=" + std::to_string(k) + " makes it longer than 2**53 steps");
  }
  Description describe() const override { return {"every", {{"schedule", s_, true}, {"k", k_}}}; }

 private:
  Schedule around(Schedule s) const override {
    return Schedule(std::make_shared<const Every>(std::move(s), k_));
  }
  std::int64_t outer_length(std::int64_t inner) const override { return inner * k_; }
  std::int64_t inner_length(std::int64_t outer) const override {
    if (outer % k_ != 0)
      refuse("every", "total_steps",
             std::to_string(outer) + " steps are no multiple of k=" + std::to_string(k_));
    return outer / k_;
  }
  const std::int64_t k_;
};

class Stretch final : public AtStep<Stretched> {
 public:
  Stretch(Schedule s, double k, double per) : AtStep("stretch", std::move(s), {k, per}) {
    check("stretch", Field{"k", Kind::number, 0}, k);
    check("stretch", Field{"per", Kind::number, 0}, per);
    if (k == 0 || per == 0) refuse("stretch", k == 0 ? "k" : "per", "k and per must be above 0");
    if (!traits_.whole.empty())
      refuse(
          "stretch", "schedule",
          traits_.whole + " has values at whole steps only and cannot be stretched; use every()");
    if (const Length own = s_.total_steps();
        own && !(static_cast<double>(*own) * k / per <= static_cast<double>(longest)))
      refuse("stretch", "k", "k=" + text(k) + " makes it longer than 2**53 steps");
  }
  Description describe() const override {
    return {"stretch",
            {{"schedule", s_, true}, {"k", map_.k}, {"per", map_.per, false, map_.per == 1}}};
  }

 private:
  Schedule around(Schedule s) const override {
    return Schedule(std::make_shared<const Stretch>(std::move(s), map_.k, map_.per));
  }
  std::int64_t outer_length(std::int64_t inner) const override {
    const double length = static_cast<double>(inner) * map_.k / map_.per;
    return length <= 1 ? 1 : static_cast<std::int64_t>(-floor(-length));
  }
  std::int64_t inner_length(std::int64_t outer) const override {
    const double length = static_cast<double>(outer) * map_.per / map_.k;
    const auto inner = static_cast<std::int64_t>(length);
    if (inner < 1 || outer_length(inner) != outer)
      refuse("stretch", "total_steps",
             std::to_string(outer) + " steps are no whole number of steps stretched by " +
                 text(map_.k / map_.per) + ": give the schedule in it its own steps=");
    return inner;
  }
};

class Shift final : public AtStep<Shifted> {
 public:
  Shift(Schedule s, std::int64_t k)
      : AtStep("shift", std::move(s), {static_cast<double>(k)}), k_(k) {
    if (k < -longest || k > longest)
      refuse("shift", "k", "k must be at most 2**53 - 1 steps either way");
    if (const Length own = s_.total_steps(); own && (*own + k < 1 || *own + k > longest))
      refuse("shift", "k",
             "k=" + std::to_string(k) + " leaves nothing of the schedule's " +
                 std::to_string(*own) + " steps, or more than 2**53");
  }
  Description describe() const override { return {"shift", {{"schedule", s_, true}, {"k", k_}}}; }

 private:
  Schedule around(Schedule s) const override {
    return Schedule(std::make_shared<const Shift>(std::move(s), k_));
  }
  std::int64_t outer_length(std::int64_t inner) const override { return inner + k_; }
  std::int64_t inner_length(std::int64_t outer) const override {
    if (outer - k_ < 1)
      refuse("shift", "total_steps",
             std::to_string(outer) + " steps leave nothing after k=" + std::to_string(k_));
    return outer - k_;
  }
  const std::int64_t k_;
};

class Cycle final : public AtStep<Remainder> {
 public:
  Cycle(const Schedule& s, std::int64_t k)
      : AtStep("cycle", s && s.is_open() && k > 0 ? s.filled(k) : s, {static_cast<double>(k)}),
        k_(k) {
    check_steps("cycle", "k", k, 1);
  }
  Length total_steps() const override { return {}; }
  Description describe() const override { return {"cycle", {{"schedule", s_, true}, {"k", k_}}}; }

 private:
  Schedule around(Schedule s) const override {
    return Schedule(std::make_shared<const Cycle>(std::move(s), k_));
  }
  const std::int64_t k_;
};

/// A function of the values of s.
template <class Map>
class OfValue : public Around1 {
 public:
  double at(double n) const override { return map_(s_.node().at(n)); }
  void fill(const double* n, double* out, std::size_t count) const override {
    s_.node().fill(n, out, count);
    evaluate_formula(map_, out, out, count);
  }

 protected:
  OfValue(std::string_view who, Schedule s, Map map) : Around1(who, std::move(s)), map_(map) {}
  const Map map_;
};

class Scale final : public OfValue<Times> {
 public:
  Scale(Schedule s, double factor) : OfValue("scale", std::move(s), {factor}) {
    check("scale", Field{"factor", Kind::number, 0}, factor);
  }
  Description describe() const override {
    return {"scale", {{"schedule", s_, true}, {"factor", map_.factor}}};
  }

 private:
  Schedule around(Schedule s) const override {
    return Schedule(std::make_shared<const Scale>(std::move(s), map_.factor));
  }
};

class Clip final : public OfValue<Clamped> {
 public:
  Clip(Schedule s, std::optional<double> low, std::optional<double> high)
      : OfValue("clip", std::move(s), {low.value_or(-largest), high.value_or(largest)}),
        low_(low),
        high_(high) {
    if (low) check("clip", Field{"lo", Kind::number, 0}, *low);
    if (high) check("clip", Field{"hi", Kind::number, 0}, *high);
    if (low && high && *low > *high)
      refuse("clip", "lo", "lo must not be above hi: " + text(*low) + " > " + text(*high));
  }
  Description describe() const override {
    Description d{"clip", {{"schedule", s_, true}}};
    const auto add = [&](const char* name, const std::optional<double>& x) {
      d.arguments.push_back(x ? Description::Argument{name, *x}
                              : Description::Argument{name, {}, false, true});
    };
    add("lo", low_), add("hi", high_);
    return d;
  }

 private:
  Schedule around(Schedule s) const override {
    return Schedule(std::make_shared<const Clip>(std::move(s), low_, high_));
  }
  const std::optional<double> low_, high_;
};

class Noise final : public Around1 {
 public:
  Noise(Schedule s, double pct, double std, bool uniform, std::int64_t seed, std::int64_t first,
        Length last)
      : Around1("noise", std::move(s)),
        factor_{
            pct,  std,    static_cast<double>(first), last ? static_cast<double>(*last) : infinity,
            seed, uniform},
        first_(first),
        last_(last) {
    check("noise", Field{"pct", Kind::number, 0}, pct);
    check("noise", Field{"std", Kind::number, 0}, std);
    check_steps("noise", "first", first, 0);
    if (last) check_steps("noise", "last", *last, 0);
    if (pct > 1) refuse("noise", "pct", "pct must be from 0 to 1, not " + text(pct));
  }
  double at(double n) const override { return s_.node().at(n) * factor_(n); }
  void fill(const double* n, double* out, std::size_t count) const override {
    double factor[schedule_block];
    s_.node().fill(n, out, count);
    evaluate_formula(factor_, n, factor, count);
    combine_arrays<true>(out, factor, count);
  }
  Description describe() const override {
    const NoiseFactor& f = factor_;
    Description d{"noise", {{"schedule", s_, true}}};
    d.arguments.push_back({"pct", f.pct, false, f.pct == 0.67});
    d.arguments.push_back({"std", f.std, false, f.std == 1});
    d.arguments.push_back({"uniform", f.uniform, false, !f.uniform});
    d.arguments.push_back({"seed", f.seed, false, f.seed == 42});
    d.arguments.push_back({"first", first_, false, first_ == 0});
    d.arguments.push_back(last_ ? Description::Argument{"last", *last_}
                                : Description::Argument{"last", {}, false, true});
    return d;
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

/// The product or the sum of several schedules at the same step. An endless one, a constant say, does
/// not lengthen the others.
template <bool Product>
class Combined final : public Node {
 public:
  explicit Combined(std::vector<Schedule> all) : all_(std::move(all)) {
    if (all_.empty()) refuse(who, "schedules", "schedules is empty: give at least one");
    for (const Schedule& s : all_) {
      check_schedule(who, "schedules", s);
      traits_ |= s.node().traits();
    }
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
  Description describe() const override { return {who, {{"schedules", all_, true}}}; }
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
  const std::vector<Schedule> all_;
};

}  // namespace gradstep::detail
#include "exact-end.hpp"
