// SPDX-License-Identifier: BSD-3-Clause
// Rules of a program's own, in its own file and in the file GRADSTEP_RULES; updates without an
// optimizer, in place and as a function. Run once under each ISA of this CPU, since update() has no
// other choice of one.
#define GRADSTEP_RULES "my_rules.inl"
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <gradstep/optimizer.hpp>
#include <gradstep/update.hpp>
#include <limits>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "check.hpp"
#include "refusals.hpp"

/// What a user writes: MyMomentum again, in a file of his own.
struct Mine {
  double lr = 0.5, my_decay = 0.9;
  static constexpr gradstep::slot<Mine> state[]{"momentum"};
  auto at(std::int64_t) const {
    return [*this](auto& p, auto g, auto& m) {
      m = my_decay * m + g;
      p -= lr * m;
    };
  }
};

namespace {

using gradstep::Isa;
using gradstep::MyAdaptive;
using gradstep::MyMomentum;
using gradstep::MyTrust;
using gradstep::Optimizer;
using gradstep::Reason;

/// Without state and without a namespace that others could name.
struct Nameless {
  double pace = 0.25;
  bool reversed = false;
  auto at(std::int64_t) const {
    return [step = reversed ? pace : -pace](auto&, auto g) { return step * g; };
  }
};

template <class T>
bool same(std::span<const T> a, std::span<const T> b) {
  return a.size() == b.size() &&
         (a.empty() || std::memcmp(a.data(), b.data(), a.size_bytes()) == 0);
}

/// Parameters and state after a few steps of an optimizer on one ISA.
template <class T, class R>
std::vector<std::vector<T>> stepped(const R& rule, std::size_t n, Isa isa, std::int64_t steps = 3) {
  auto p = numbers<T>(n, 1);
  Optimizer opt{rule};
  opt.engine().isa(isa);
  opt.add("p", p);
  for (std::int64_t t = 1; t <= steps; ++t) opt.step(numbers<T>(n, static_cast<int>(t) + 1));
  std::vector<std::vector<T>> out{p};
  if constexpr (gradstep::slot_count<R> > 0)
    for (const auto& slot : R::state)
      if (slot.used(rule)) {
        const auto array = std::as_const(opt).template state<T>("p", slot.name);
        out.emplace_back(array.begin(), array.end());
      }
  return out;
}

// ---- with an optimizer --------------------------------------------------------------------------

template <class T, class R>
void same_on_all_isas(const R& rule) {
  for (std::size_t n = 1; n <= 70; ++n) {
    const auto first = stepped<T>(rule, n, gradstep::compiled_isas.front());
    for (const Isa isa : gradstep::compiled_isas)
      if (gradstep::runs(isa)) CHECK(stepped<T>(rule, n, isa) == first);
  }
}
template <class R>
void same_on_all_isas(const R& rule) {
  same_on_all_isas<float>(rule);
  same_on_all_isas<double>(rule);
}

void test_all_isas_have_the_same_bits() {
  same_on_all_isas(MyMomentum{});
  same_on_all_isas(MyAdaptive{});
  same_on_all_isas(MyAdaptive{.my_mix = 0.125, .my_largest = true, .my_delay = 1});
  same_on_all_isas(MyTrust{});
  same_on_all_isas(Mine{});
  same_on_all_isas(Nameless{});
  same_on_all_isas(Nameless{.pace = 0.5, .reversed = true});
  const Isa first = gradstep::compiled_isas.front();
  CHECK(stepped<float>(Mine{}, 70, first) == stepped<float>(MyMomentum{}, 70, first));
}

/// Every ISA has kernels of its own for the rules of GRADSTEP_RULES; the others have the
/// baseline's.
void test_width() {
  const auto usual = [](const gradstep::RuleType& rule, Isa isa) {
    return rule.kernels[static_cast<std::size_t>(isa)][0][0].usual;
  };
  for (const Isa isa : gradstep::compiled_isas)
    if (isa != gradstep::compiled_isas.front()) {
      CHECK(usual(gradstep::rule_type<MyMomentum>(), isa) !=
            usual(gradstep::rule_type<MyMomentum>(), gradstep::compiled_isas.front()));
      CHECK(usual(gradstep::rule_type<Mine>(), isa) ==
            usual(gradstep::rule_type<Mine>(), gradstep::compiled_isas.front()));
    }
}

/// In numbers that have no rounding.
void test_what_it_computes() {
  std::vector<float> p{1, 2}, g{0.5, -1}, q = p, m(2);
  Optimizer opt{Mine{.my_decay = 0.5}};
  opt.add("p", p);
  for (std::int64_t t = 1; t <= 2; ++t) {
    CHECK(opt.step(g));
    gradstep::update(Mine{.my_decay = 0.5}, t, q, g, {m});
  }
  CHECK(p == std::vector<float>({0.375F, 3.25F}) && q == p);
  CHECK(m == std::vector<float>({0.75F, -1.5F}));
  CHECK(gradstep::rule_type<Mine>().name == "Mine");
  CHECK(gradstep::rule_type<MyTrust>().name == "MyTrust");
  CHECK(gradstep::rule_type<Nameless>().name == "Nameless");
}

/// Beside a rule of the library, with what every rule has: groups, schedules, stages, kinds of
/// state.
void test_what_every_rule_has() {
  std::vector<double> p{1}, q{1};
  Optimizer opt{gradstep::AdamW{.lr = 0.25}};
  const auto mine = opt.group("mine", Mine{.my_decay = 0.5}, {.weight_decay = 0.5});
  opt.add("p", p).add("q", q, mine);
  opt.schedule(mine, &Mine::my_decay, gradstep::PiecewiseConstant{{0.5, 0.25}, {1}});
  CHECK(opt.preview(mine, &Mine::my_decay, 2) == std::vector<double>({0.5, 0.25}));
  const std::vector<double> g{1};
  CHECK(opt.step({g, g}) && q == std::vector<double>{0.25});         // m = 1.5
  CHECK(opt.step({g, g}) && q == std::vector<double>{0.25 - 0.75});  // m = 0.375 + 1.125
  gradstep::Options options;
  options.state_dtype = gradstep::Storage::f64;
  std::vector<float> r{1}, h{1};
  Optimizer wide{MyMomentum{}, options};
  CHECK(wide.add("r", r).step(h));
}

void test_names_that_are_not_in_the_vocabulary() {
  std::vector<float> p{1}, g{1};
  Optimizer opt{MyAdaptive{}};
  opt.add("p", p);
  opt.set(&MyAdaptive::my_mix, -5e300).set(&MyAdaptive::my_mix, 5e300);
  const auto e =
      refused([&] { opt.set(&MyAdaptive::my_mix, std::numeric_limits<double>::infinity()); });
  CHECK(e.reason == Reason::hyper && e.name == "my_mix");
  CHECK(std::string(e.what()) == "my_mix must be a finite number, not inf (group 'default')");
  CHECK(says(refused([&] { opt.set(&MyAdaptive::my_eps, NAN); }), {"my_eps", "finite", "nan"}));
  opt.set(&MyAdaptive::my_delay, 3);
  CHECK(says(refused([&] { opt.set(&MyAdaptive::my_delay, gradstep::Constant{0.5}); }),
             {"my_delay must be a whole number", "not 0.5"}));
  CHECK(says(refused([&] { opt.set(&MyAdaptive::lr, -1); }), {"lr must be at least 0"}));
  CHECK(says(refused([] { Optimizer{MyAdaptive{.my_eps = 0, .my_start = 0}}; }),
             {"MyAdaptive", "must not both be 0"}));
}

// ---- without one --------------------------------------------------------------------------------

template <class T, class R>
void without_an_optimizer(const R& rule) {
  for (std::size_t n = 1; n <= 70; n += n < 36 ? 1 : 17) {
    auto p = numbers<T>(n, 1);
    auto state = gradstep::init<T>(rule, n);
    gradstep::Applied<T> pure{p, state};
    for (std::int64_t t = 1; t <= 3; ++t) {
      const auto g = numbers<T>(n, static_cast<int>(t) + 1);
      const std::vector<std::span<T>> arrays(state.begin(), state.end());
      gradstep::update(rule, t, p, g, arrays);
      const gradstep::Applied<T> before = pure;
      const auto after = gradstep::apply(rule, t, pure.p, g, pure.state);
      CHECK(same<T>(pure.p, before.p) && pure.state == before.state);
      pure = after;
    }
    const auto expected = stepped<T>(rule, n, gradstep::compiled_isas.front());
    CHECK(same<T>(p, expected[0]) && same<T>(pure.p, p) && pure.state == state);
    std::size_t used = 0;
    for (const auto& array : state)
      if (!array.empty()) CHECK(same<T>(array, expected[++used]));
    CHECK(used + 1 == expected.size());
  }
}
template <class R>
void without_an_optimizer(const R& rule) {
  without_an_optimizer<float>(rule);
  without_an_optimizer<double>(rule);
}

void test_update_and_apply() {
  without_an_optimizer(gradstep::AdamW{});
  without_an_optimizer(gradstep::AdamW{.lr = 0.1, .weight_decay = 0.1});
  without_an_optimizer(gradstep::AdamW{.amsgrad = true});
  without_an_optimizer(gradstep::AdamW{.nesterov = true, .eps_hat = true});
  without_an_optimizer(gradstep::SGD{});
  without_an_optimizer(gradstep::SGD{.momentum = 0.9});
  without_an_optimizer(gradstep::Adagrad{});
  without_an_optimizer(gradstep::Adagrad{.lr_decay = 0.5, .initial_accumulator_value = 0.1});
  without_an_optimizer(MyMomentum{});
  without_an_optimizer(MyAdaptive{});
  without_an_optimizer(MyAdaptive{.my_mix = 0.125, .my_largest = true, .my_delay = 1});
  without_an_optimizer(Mine{});
  without_an_optimizer(Nameless{.reversed = true});
}

void test_what_is_refused() {
  std::vector<float> p{1, 2, 3}, g{1, 1, 1}, m(3), v(3);
  const std::vector<float> before = p, two(2);
  const gradstep::AdamW rule;
  const auto e = refused([&] { gradstep::update(rule, 1, p, two, {m, v}); });
  CHECK(e.reason == Reason::gradient && says(e, {"AdamW: g has 2 elements, p has 3"}));
  CHECK(says(refused([&] { gradstep::update(rule, 1, p, g, {m}); }),
             {"AdamW: exp_avg_sq has 0 elements, p has 3"}));
  CHECK(says(refused([&] { gradstep::update(rule, 1, p, g, {m, std::span(v).first(2)}); }),
             {"exp_avg_sq has 2 elements"}));
  CHECK(says(refused([&] { gradstep::update(rule, 1, p, g, {m, v, {}, m}); }),
             {"AdamW keeps 3 arrays", "4 were given"}));
  CHECK(says(refused([&] { gradstep::update(Mine{}, 1, p, g, {}); }), {"Mine: momentum has 0"}));
  CHECK(says(refused([&] { gradstep::update(Mine{}, 0, p, g, {m}); }), {"from 1 on, not 0"}));
  CHECK(says(refused([&] { static_cast<void>(gradstep::apply(rule, 1, p, two, {m, v})); }),
             {"AdamW: g has 2 elements"}));
  CHECK(says(refused([&] { static_cast<void>(gradstep::apply(rule, 1, p, g, {two, v})); }),
             {"AdamW: exp_avg has 2 elements"}));
  CHECK(says(
      refused([&] { gradstep::update(MyAdaptive{.my_eps = 0, .my_start = 0}, 1, p, g, {m, {}}); }),
      {"MyAdaptive: my_start and my_eps"}));
  CHECK(p == before && m == std::vector<float>(3) && v == m);
  const auto [after, state] = gradstep::apply(rule, 1, p, g, {m, v});  // without the resting one
  CHECK(p == before && after != before && state.size() == 2 && state[0] != m);
}

}  // namespace

int main(int argc, char** argv) {
  test_update_and_apply();
  if (argc > 1) return check::finish();  // one of those that are started below
  test_all_isas_have_the_same_bits();
  test_width();
  test_what_it_computes();
  test_what_every_rule_has();
  test_names_that_are_not_in_the_vocabulary();
  test_what_is_refused();
  for (const Isa isa : gradstep::compiled_isas)
    if (gradstep::runs(isa) && isa != gradstep::current_isa().isa) {
      setenv("GRADSTEP_ISA", std::string(gradstep::name(isa)).c_str(), 1);
      CHECK(std::system(("\"" + std::string(argv[0]) + "\" updates").c_str()) == 0);
    }
  return check::finish();
}
