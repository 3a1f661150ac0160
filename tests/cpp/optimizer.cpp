// header-only: so that the tests use both ways.
// SPDX-License-Identifier: BSD-3-Clause
// The C++ interface: groups, schedules, views, bound gradients, executor, state memory, reports,
// and errors that say what is wrong and how to fix it.
#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <gradstep/gradstep.hpp>
#include <gradstep/update.hpp>
#include <limits>
#include <span>
#include <string>
#include <vector>

#include "check.hpp"
#include "refusals.hpp"

namespace {

using gradstep::Reason;
constexpr float inf = std::numeric_limits<float>::infinity();

// ---- what it does -------------------------------------------------------------------------------

struct Pool {
  int calls = 0;
  std::size_t parts = 0;
  static void run(void* pool, std::size_t n, void (*part)(void*, std::size_t), void* arg) {
    ++static_cast<Pool*>(pool)->calls;
    static_cast<Pool*>(pool)->parts += n;
    for (std::size_t i = n; i-- > 0;) part(arg, i);  // any order will do
  }
};

/// The example of the documentation, next to two optimizers that do the same by hand.
void test_groups_schedule_executor() {
  auto orb = numbers(200'003, 1), jas = numbers(33, 2), orb2 = orb, jas2 = jas;
  Pool pool;
  gradstep::Optimizer opt{gradstep::AdamW{.lr = 3e-4}};
  auto slow =
      opt.group("jastrow", {{&gradstep::AdamW::lr, 1e-4}, {&gradstep::AdamW::weight_decay, 0}});
  const auto rate = gradstep::warmup(gradstep::Cosine{1e-4, 9'500}, 500);
  opt.schedule(slow, &gradstep::AdamW::lr, rate);
  opt.add("orbitals", orb).add("jastrow.w", jas, slow);
  opt.executor({&pool, Pool::run});
  gradstep::Optimizer first{gradstep::AdamW{.lr = 3e-4}},
      second{gradstep::AdamW{.weight_decay = 0}};
  first.add("orbitals", orb2);
  second.add("jastrow.w", jas2);
  for (int n = 0; n < 5; ++n) {
    const auto g_orb = numbers(orb.size(), 10 + n), g_jas = numbers(jas.size(), 20 + n);
    const gradstep::StepReport r = opt.step({g_orb, g_jas});
    CHECK(r && r.n == n && r.code == Reason::none && r.reason.empty());
    CHECK(!r.grad_norm && !r.clip_factor && !r.update_norm && !r.update_ratio);
    CHECK(r.values[0] == 3e-4 && r.values[r.values.size() / 2] == rate(n));
    first.step({g_orb});
    second.set(&gradstep::AdamW::lr, rate(n)).step({g_jas});
  }
  CHECK(opt.steps() == 5 && opt.skipped() == 0);
  CHECK(pool.calls > 0 && pool.parts > 10);
  CHECK(orb == orb2 && jas == jas2);
}

/// What a group does not set itself is the optimizer's, before and after.
void test_groups_follow_the_optimizer() {
  using gradstep::Extras, gradstep::SGD;
  gradstep::Optimizer opt{gradstep::AdamW{.lr = 0}, {}, {.maximize = true, .clip_each = 2}};
  opt.schedule(&gradstep::AdamW::beta1, gradstep::Linear{0.5, 10, 0.9});
  const auto one = opt.group("one", {{&gradstep::AdamW::weight_decay, 0.11}});
  const auto two = opt.group("two", {{&gradstep::AdamW::lr, gradstep::Constant{0.25}}});
  const auto sgd = opt.group("sgd", SGD{.lr = 0.5});
  const auto own = opt.group("own", SGD{.lr = 0.5}, {.clip_each = 3});
  CHECK(opt.value(one, &gradstep::AdamW::lr) == 0);
  CHECK(opt.value(one, &gradstep::AdamW::weight_decay) == 0.11);
  CHECK(opt.value(two, &gradstep::AdamW::weight_decay) == gradstep::AdamW{}.weight_decay);
  CHECK(opt.preview(one, &gradstep::AdamW::beta1, 3) == opt.preview(&gradstep::AdamW::beta1, 3));
  CHECK(opt.value(one, &Extras::clip_each) == 2 && opt.value(sgd, &Extras::clip_each) == 2);
  CHECK(opt.value(sgd, &Extras::maximize) == 1 && opt.value(own, &Extras::maximize) == 0);

  opt.schedule(&gradstep::AdamW::lr, gradstep::Linear{1, 10, 0});
  CHECK(opt.value(one, &gradstep::AdamW::lr, 5) == 0.5);
  CHECK(opt.value(two, &gradstep::AdamW::lr, 5) == 0.25 && opt.value(sgd, &SGD::lr, 5) == 0.5);
  opt.set(&gradstep::AdamW::weight_decay, 0.2).set(&Extras::clip_each, 4);
  CHECK(opt.value(&gradstep::AdamW::weight_decay) == 0.2);
  CHECK(opt.value(one, &gradstep::AdamW::weight_decay) == 0.11);
  CHECK(opt.value(two, &gradstep::AdamW::weight_decay) == 0.2);
  CHECK(opt.value(sgd, &Extras::clip_each) == 4 && opt.value(own, &Extras::clip_each) == 3);
  opt.set(one, &gradstep::AdamW::lr, 0.75);  // from now on its own
  opt.set(&gradstep::AdamW::lr, 0.125).set(opt.group(), &gradstep::AdamW::eps, 1e-3);
  CHECK(opt.value(one, &gradstep::AdamW::lr) == 0.75 && opt.value(&gradstep::AdamW::lr) == 0.125);
  CHECK(opt.value(two, &gradstep::AdamW::eps) == 1e-8);  // the first group alone was set

  // one group refuses what the first one takes: none has it then
  gradstep::Optimizer bounded{SGD{.lr = 1}, {}, {.upper = 9}};
  const auto narrow = bounded.group("narrow", {{&Extras::upper, 1}});
  const auto third = bounded.group("third");
  const auto no = refused([&] { bounded.set(&Extras::lower, 2); });
  CHECK(says(no, {"lower", "narrow"}));
  CHECK(bounded.value(&Extras::lower) == -std::numeric_limits<double>::infinity());
  CHECK(bounded.value(third, &Extras::lower) == -std::numeric_limits<double>::infinity());
  bounded.set(narrow, &Extras::upper, 3).set(&Extras::lower, 2);
  CHECK(bounded.value(narrow, &Extras::lower) == 2 && bounded.value(third, &Extras::lower) == 2);

  gradstep::Engine engine;
  const auto many = refused([&] {
    engine.add_group("a", gradstep::detail::bare_rule_type<SGD>(),
                     std::vector<gradstep::Hyper>(99));
  });
  CHECK(says(many, {"group 'a' is given 99 values", "SGD has"}) && engine.groups().empty());
}

void test_another_rule_in_a_group() {
  auto w = numbers(40, 1), e = numbers(50, 2), w2 = w, e2 = e;
  gradstep::Optimizer opt{gradstep::Adam{}};
  const auto emb =
      opt.group("emb", gradstep::SGD{.lr = 0.1, .momentum = 0.9}, {.weight_decay = 0.01});
  opt.add("w", w).add("e", e, emb).set(emb, &gradstep::SGD::nesterov, true);
  gradstep::Optimizer adam{gradstep::Adam{}};
  gradstep::Optimizer sgd{
      gradstep::SGD{.lr = 0.1, .momentum = 0.9, .nesterov = true}, {}, {.weight_decay = 0.01}};
  adam.add("w", w2);
  sgd.add("e", e2);
  for (int n = 0; n < 3; ++n) {
    const auto gw = numbers(40, 3 + n), ge = numbers(50, 6 + n);
    opt.step({gw, ge});
    adam.step({gw});
    sgd.step({ge});
  }
  CHECK(w == w2 && e == e2);
}

void test_views_of_both_types() {
  auto f = numbers<float>(20, 1), f2 = f;
  auto d = numbers<double>(20, 2), d2 = d;
  auto part = numbers<double>(30, 3), part2 = part;
  gradstep::Optimizer all{gradstep::RMSprop{.momentum = 0.5, .centered = true}};
  all.add("vector", f)
      .add("pointer", {d.data(), d.size()})
      .add("span", std::span(part).subspan(5, 20));
  gradstep::Optimizer floats{gradstep::RMSprop{.momentum = 0.5, .centered = true}};
  gradstep::Optimizer doubles{gradstep::RMSprop{.momentum = 0.5, .centered = true}};
  floats.add("f", f2);
  doubles.add("d", d2).add("part", {part2.data() + 5, 20});
  for (int n = 0; n < 3; ++n) {
    const auto gf = numbers<float>(20, 4 + n);
    const auto gd = numbers<double>(20, 7 + n);
    const double* raw = gd.data();
    all.step({gf, std::span<const double>(gd), {raw, 20}});
    floats.step({gf});
    doubles.step({gd, gd});
  }
  CHECK(f == f2 && d == d2 && part == part2);
  CHECK(part[4] == numbers<double>(30, 3)[4] && part[25] == numbers<double>(30, 3)[25]);
}

void test_bound_gradients() {
  auto p = numbers(17, 1), q = p, g = numbers(17, 2);
  gradstep::Optimizer opt{gradstep::SGD{}}, other{gradstep::SGD{}};
  opt.add("p", p);
  other.add("p", q);
  CHECK(says(refused([&] { opt.step(); }), {"bind_grads"}));
  opt.bind_grads({g});
  for (int n = 0; n < 3; ++n) {
    std::ranges::copy(numbers(17, 5 + n), g.begin());
    CHECK(opt.step().applied);
    other.step({g});
  }
  CHECK(p == q);
}

void test_no_gradient_leaves_its_parameter() {
  auto p = numbers(9, 1), q = numbers(9, 2);
  const auto before = q, g = numbers(9, 3);
  gradstep::Optimizer opt{gradstep::AdamW{}};
  opt.add("p", p).add("q", q);
  opt.step({g, nullptr});
  CHECK(q == before && opt.engine().params()[0].t == 1 && opt.engine().params()[1].t == 0);
  const auto now = p;
  opt.step({nullptr, g});
  CHECK(p == now && q != before && opt.engine().params()[0].t == 1 && opt.steps() == 2);
}

void test_steps_without_a_gradient_count_if_asked() {
  auto p = numbers(9, 1), q = numbers(9, 2), q2 = q;
  const auto g = numbers(9, 3);
  gradstep::Optimizer opt{gradstep::Adam{}, {.count_steps = true}};
  opt.add("p", p).add("q", q);
  opt.step({g, nullptr});
  opt.step({nullptr, g});
  std::vector<float> m(9), v(9);
  gradstep::update(gradstep::Adam{}, 2, q2, g, {m, v});
  CHECK(q == q2 && opt.engine().params()[0].t == 2 && opt.engine().params()[1].t == 2);

  // the first update begins a state, whatever t is: z from the parameter, the average from there
  auto x = numbers(9, 1), y = numbers(9, 2);
  gradstep::Optimizer average{gradstep::ScheduleFreeSGD{}, {.count_steps = true}};
  average.add("x", x).add("y", y);
  average.step({g, nullptr});
  CHECK(average.engine().params()[1].fresh && average.engine().params()[1].t == 1);
  average.step({nullptr, g});
  const auto* z = static_cast<const float*>(average.engine().params()[1].state[0]);
  for (std::size_t i = 0; i < 9; ++i) CHECK(z[i] == numbers(9, 2)[i] - g[i]);
}

void test_state_memory() {
  auto p = numbers(1000, 1), q = p;
  gradstep::Optimizer opt{gradstep::Adam{.amsgrad = true}}, other{gradstep::Adam{.amsgrad = true}};
  opt.add("p", p);
  other.add("p", q);
  CHECK(opt.storage_bytes() >= 3 * 1000 * sizeof(float));
  std::vector<std::byte> small(opt.storage_bytes() - 1),
      memory(opt.storage_bytes(), std::byte{0xff});
  const auto e = refused([&] { opt.storage(small); });
  CHECK(e.reason == Reason::bind && says(e, {"are needed", "storage_bytes()"}));
  opt.storage(memory);
  for (int k = 0; k < 3; ++k) {
    const auto* state = static_cast<const std::byte*>(opt.engine().params()[0].state[k]);
    CHECK(state >= memory.data() && state + 4000 <= memory.data() + memory.size());
    CHECK((state - reinterpret_cast<const std::byte*>(p.data())) % 64 ==
          0);  // p's place in its cache line
  }
  for (int n = 0; n < 3; ++n) {
    const auto g = numbers(1000, 5 + n);
    opt.step({g});
    other.step({g});
  }
  CHECK(p == q);
}

void test_reports() {
  std::vector<double> p{3, 4, 0, 0}, g{0, 0, 3, 4};
  gradstep::Options options;
  options.clip_norm = 2.5;
  options.report = true;
  gradstep::Optimizer opt{gradstep::SGD{.lr = 0.5}, options};
  opt.add("p", p);
  gradstep::StepOptions each;
  each.grad_scale = 0.5;
  each.lr_scale = 2;
  const auto r = opt.step({g}, each);
  const double factor = 2.5 / (10 + 1e-6);
  CHECK(r.grad_norm == 10.0 && r.clip_factor == factor && r.values[0] == 1.0);
  CHECK(std::abs(*r.update_norm - 2.5) < 1e-6 && std::abs(*r.update_ratio - 0.5) < 1e-6);
  CHECK(p[0] == 3 && p[2] == -(factor * 6) && p[3] == -(factor * 8));
}

void test_moves_and_keeps_its_handles() {
  auto p = numbers(9, 1), q = p;
  const auto g = numbers(9, 2);
  gradstep::Optimizer opt{gradstep::SGD{}};
  const auto fast = opt.group("fast", {{&gradstep::SGD::lr, 0.5}});
  opt.add("p", p, fast);
  gradstep::Optimizer moved = std::move(opt);
  moved.set(fast, &gradstep::SGD::lr, 0.25).step({g});
  for (std::size_t i = 0; i < q.size(); ++i) q[i] += -(0.25F * g[i]);
  CHECK(p == q);
}

// ---- around the rule ----------------------------------------------------------------------------

void test_extras() {
  std::vector<double> p{1, -2, 3, 0.5}, g{4, -8, 0.5, 0};
  gradstep::Extras extras;
  extras.clip_value = 2;
  extras.maximize = true;
  extras.weight_decay = 0.5;
  extras.decoupled_weight_decay = true;
  extras.lower = -1;
  extras.upper = 2.25;
  gradstep::Optimizer opt{gradstep::SGD{.lr = 0.5}, {}, extras};
  opt.add("p", p);
  opt.step({g});
  CHECK(p == std::vector<double>({1.75, -1, 2.25, 0.375}));

  // a group with another rule has the optimizer's extras, or those that are given: here none
  std::vector<double> q{1, 1}, r{1, 1};
  gradstep::Optimizer two{gradstep::SGD{.lr = 1}, {}, {.lr_scale = 0.5, .clip_each = 5}};
  two.add("q", q).add("r", r, two.group("plain", gradstep::SGD{.lr = 1}, {}));
  const std::vector<double> large{30, -40};
  two.step({large, large});
  CHECK(q == std::vector<double>({-0.5, 3}) && r == std::vector<double>({-29, 41}));
  const auto halving = gradstep::lambda(
      [](std::int64_t n) { return n < 3 ? 40.0 / static_cast<double>(n * n) : 0; });
  two.schedule(&gradstep::Extras::clip_each, halving);  // at n = 1, 2: 40, 10
  two.set(&gradstep::Extras::maximize, true);
  two.step({large, nullptr});
  two.step({large, nullptr});
  CHECK(q == std::vector<double>({-0.5 + 12 + 3, 3 - 16 - 4}));
  const auto off = refused([&] { two.step({large, nullptr}); });
  CHECK(off.reason == Reason::hyper && off.name == "clip_each" && off.n == 3);
  CHECK(says(off, {"gives 0, which would switch it off"}));
  gradstep::Optimizer lion{gradstep::Lion{}};
  CHECK(says(refused([&] { lion.set(&gradstep::Extras::decoupled_weight_decay, true); }),
             {"Lion has a decay of its own"}));
  lion.set(&gradstep::Extras::weight_decay, 0.5);
}

/// Sums of squares that overflow would make the factors of clipping 0.
void test_norms_that_overflow() {
  std::vector<double> p(4, 1.0), g{1, 1e200, 1, 1};
  const auto before = p;
  for (bool each : {true, false}) {
    gradstep::Extras extras;
    (each ? extras.clip_each : extras.clip_adaptive) = 1;
    gradstep::Optimizer opt{gradstep::SGD{.lr = 1}, {}, extras};
    opt.add("p", {p.data(), 2, 2});
    const auto e = refused([&] { opt.step({g}); });
    CHECK(e.reason == Reason::nonfinite && e.path == "p" && p == before);
    CHECK(says(e, {"the norm of the gradient of 'p'", each ? "clip_each" : "clip_adaptive"}));
  }
}

/// Only increments against the gradient, larger by their share.
void test_cautious() {
  std::vector<double> p(4);
  gradstep::Extras cautious;
  cautious.cautious = true;
  gradstep::Optimizer opt{gradstep::SGD{.lr = 1, .momentum = 1}, {}, cautious};
  opt.add("p", p);
  const std::vector<double> g{1, 1, 1, 1}, turned{-0.5, 1, -0.5, 1};
  opt.step({g});
  opt.step({turned});
  CHECK(p == std::vector<double>({-1, -5, -1, -5}));
}

/// {pointer, rows, columns}: what the stages and rules that go by rows see.
void test_rows() {
  std::vector<double> p(6), q(6), g{1, 2, 3, 3, 2, 4};
  gradstep::Extras extras;
  extras.centralize = true;
  gradstep::Optimizer opt{gradstep::SGD{.lr = 1}, {}, extras};
  opt.add("matrix", {p.data(), 2, 3}).add("vector", q);
  opt.step({{g.data(), 2, 3}, g});
  CHECK(p == std::vector<double>({1, 0, -1, 0, 1, -1}));
  CHECK(q == std::vector<double>({-1, -2, -3, -3, -2, -4}));

  std::vector<float> e(6), f(3), h{3, 3, 3, 0, 0, 0};
  gradstep::Optimizer rowwise{gradstep::RowwiseAdagrad{.lr = 1, .eps = 0}};
  rowwise.add("table", {e.data(), 2, 3}).add("row", f);
  h[5] = 1;
  rowwise.step({h, {h.data(), 3}});
  CHECK(e == std::vector<float>({-1, -1, -1, 0, 0, -static_cast<float>(1 / std::sqrt(1.0 / 3))}));
  CHECK(f == std::vector<float>({-1, -1, -1}));
  CHECK(rowwise.engine().numbers(0).size() == 2 && rowwise.engine().numbers(1).size() == 1);
  CHECK(rowwise.engine().numbers(0)[0] == 9);

  std::vector<double> a{3, 4, 0, 0}, ga{6, 8, 3, 4};
  gradstep::Extras adaptive;
  adaptive.clip_adaptive = 0.5;
  gradstep::Optimizer clipped{gradstep::SGD{.lr = 1}, {}, adaptive};
  clipped.add("a", {a.data(), 2, 2});
  clipped.step({ga});
  CHECK(a[0] == 3 - 6 * 0.25 && a[1] == 4 - 8 * 0.25);
  CHECK(std::abs(a[2] + 0.5e-3 * 0.6) < 1e-18 && std::abs(a[3] + 0.5e-3 * 0.8) < 1e-18);
}

void test_inputs() {
  auto p = numbers(33, 1), q = numbers(20, 2), p2 = p, q2 = q;
  gradstep::Optimizer opt{gradstep::AdamW{}};
  gradstep::Optimizer sophia{gradstep::Sophia{}};
  const auto second = opt.group("second order", gradstep::Sophia{});
  opt.add("p", p, second).add("q", q);
  sophia.add("p", p2);
  gradstep::Optimizer adam{gradstep::AdamW{}};
  adam.add("q", q2);
  for (int n = 0; n < 5; ++n) {
    const auto gp = numbers(33, 3 + n), gq = numbers(20, 9 + n);
    auto h = numbers(33, 20 + n);
    for (auto& x : h) x = std::abs(x);
    if (n % 2 == 0) {  // of one step only
      opt.inputs("hessian", {h, nullptr});
      sophia.inputs("hessian", {h});
    }
    opt.step({gp, gq});
    sophia.step({gp});
    adam.step({gq});
    CHECK(p == p2 && q == q2);
  }
  auto h = numbers(33, 1);
  const auto before = p;
  h[8] = inf;
  const auto g = numbers(33, 2), gq = numbers(20, 2);
  const auto e = refused([&] { opt.inputs("hessian", {h, nullptr}).step({g, gq}); });
  CHECK(e.reason == Reason::nonfinite && e.path == "p" && says(e, {"'hessian' of 'p'"}));
  CHECK(p == before && opt.steps() == 5);
  // what has no gradient, or is frozen, does not step: its inputs are not looked at
  CHECK(opt.inputs("hessian", {h, nullptr}).step({nullptr, gq}) && p == before);
  CHECK(opt.freeze("p").inputs("hessian", {h, nullptr}).step({g, gq}) && p == before);
  opt.unfreeze("p");
  CHECK(says(refused([&] { opt.inputs("hesian", {h, nullptr}); }), {"'hesian'"}));
  CHECK(says(refused([&] { opt.inputs("hessian", {h}); }), {"1 inputs for 2 parameters"}));
  CHECK(says(refused([&] { opt.inputs("hessian", {gq, nullptr}); }), {"input of 'p'", "20"}));
  const std::vector<double> wide(33, 1.0);
  CHECK(says(refused([&] { opt.inputs("hessian", {wide, nullptr}); }),
             {"input of 'p' is float64", "float32"}));
  CHECK(opt.step({g, gq}) && p != before);  // the refused one is forgotten
}

void test_freeze() {
  auto p = numbers(9, 1), q = numbers(9, 2), q2 = q;
  gradstep::Optimizer opt{gradstep::Adam{}}, other{gradstep::Adam{}};
  opt.add("p", p).add("q", q);
  other.add("q", q2);
  const auto g = numbers(9, 3);
  auto bad = g;
  bad[2] = inf;
  opt.step({g, g});
  other.step({g});
  const auto before = p;
  const auto* m = static_cast<const float*>(opt.engine().params()[0].state[0]);
  const std::vector<float> state(m, m + 9);
  opt.freeze("p");
  for (int n = 0; n < 2; ++n) {
    CHECK(opt.step({bad, g}));
    other.step({g});
  }
  CHECK(p == before && q == q2 && std::equal(m, m + 9, state.begin()));
  CHECK(opt.engine().params()[0].t == 1 && opt.engine().params()[1].t == 3);
  opt.unfreeze("p");
  CHECK(opt.try_step({bad, g}).code == Reason::nonfinite);
  CHECK(opt.step({g, g}) && p != before && opt.engine().params()[0].t == 2);
  CHECK(says(refused([&] { opt.freeze("r"); }), {"no parameter is 'r'"}));
}

void test_average_and_lookahead() {
  std::vector<double> p{8}, d{1};
  std::vector<float> f{8};
  gradstep::Options options;
  options.lookahead = {.k = 2, .alpha = 0.5};
  options.average = {.kind = gradstep::Average::Kind::uniform, .start = 1, .every = 1};
  gradstep::Optimizer opt{gradstep::SGD{.lr = 1}, options};
  opt.add("p", p).add("f", f);
  CHECK(
      says(refused([&] { static_cast<void>(opt.average<double>("p")); }), {"from the first step"}));
  double average = 0;
  const double expected[] = {7, 7, 6, 6};  // every second step goes half the way
  for (int n = 0; n < 4; ++n) {
    opt.step({d, nullptr});
    CHECK(p[0] == expected[n]);
    if (n > 0) average += (expected[n] - average) / n;
  }
  CHECK(opt.average<double>("p")[0] == average && opt.average<double>("p").size() == 1);
  CHECK(opt.average<float>("f")[0] == 8 && opt.engine().averaged() == 3);
  CHECK(refused([&] { static_cast<void>(opt.average<float>("p")); }).path == "p");
  CHECK(refused([&] { static_cast<void>(opt.average<float>("z")); }).reason == Reason::bind);
  opt.engine().swap_average();
  CHECK(p[0] == average && opt.try_step({d, nullptr}).code == Reason::busy);
  opt.engine().swap_average();
  CHECK(p[0] == 6 && opt.step({d, nullptr}));

  // the slow copy starts from what is stepped first
  gradstep::Optimizer loaded{gradstep::SGD{.lr = 1}, options};
  std::vector<double> y{0};
  loaded.add("y", y);
  static_cast<void>(loaded.engine().prepare());
  y[0] = 100;
  loaded.step({d});
  loaded.step({d});
  CHECK(y[0] == 99);

  options = {};
  options.average = {.kind = gradstep::Average::Kind::ema, .decay = 0.75};
  gradstep::Optimizer ema{gradstep::SGD{.lr = 1}, options};
  std::vector<float> x{4}, one{1};
  ema.add("x", x);
  ema.step({one});
  ema.step({one});
  CHECK(ema.average<float>("x")[0] == 3 + 0.25F * (2 - 3));
}

void test_accumulate() {
  const std::size_t n = 1003;
  std::vector<float> p(n, 1.0F), q = p, g(n), h(n), mean(n);
  std::vector<gradstep::bf16> half(n), half_grads(n);
  std::vector<float> half_mean(n);
  for (std::size_t i = 0; i < n; ++i) {
    g[i] = 0.1F * static_cast<float>(i), h[i] = 3 - g[i] * g[i];
    mean[i] = (g[i] + h[i] / 4) / 2;
    half_grads[i].bits = 0x3F80;  // 1
    half_mean[i] = (1 + 1.0F / 4) / 2;
  }
  std::vector<gradstep::bf16> other_half = half;
  gradstep::Options options;
  options.accumulate = 2;
  options.clip_norm = 0.5;
  options.nonfinite = gradstep::Nonfinite::skip;
  gradstep::Optimizer opt{gradstep::AdamW{}, options};
  opt.add("p", p), opt.add("half", half);
  std::vector<std::byte> memory(opt.storage_bytes());
  opt.storage(memory);
  options.accumulate = 1;
  gradstep::Optimizer plain{gradstep::AdamW{}, options};
  plain.add("p", q), plain.add("half", other_half);
  CHECK(plain.storage_bytes() + 2 * n * sizeof(float) <= memory.size());
  for (int update = 0; update < 3; ++update) {
    auto report = opt.step({g, half_grads});
    CHECK(!report && report.added && report.reason == "accumulated" && report.n == update);
    CHECK(report.code == Reason::none && opt.engine().window().calls == 1);
    auto bad = h;
    bad[7] = std::numeric_limits<float>::quiet_NaN();
    report = opt.step({bad, half_grads}, {.grad_scale = 4});
    CHECK(!report && !report.added && report.code == Reason::nonfinite && report.index == 7);
    report = opt.step({h, half_grads}, {.grad_scale = 4});
    CHECK(report && !report.added && opt.engine().window().calls == 0);
    CHECK(plain.step({mean, half_mean}).grad_norm == report.grad_norm);
    CHECK(p == q && std::memcmp(half.data(), other_half.data(), n * sizeof half[0]) == 0);
  }
  CHECK(opt.steps() == 3);
}

void test_averaged_parameters() {
  std::vector<float> p = numbers(300, 1), q = numbers(20, 2);
  std::vector<gradstep::bf16> half(p.size());
  gradstep::Optimizer opt{gradstep::ScheduleFreeSGD{.lr = 0.5}};
  opt.add("p", p).add("half", half).add("q", q, opt.group("other", gradstep::SGD{.lr = 0.5}));
  std::vector<float> found(p.size());
  opt.evaluated("p", found);
  CHECK(found == p);  // nothing has moved
  for (int n = 0; n < 3; ++n)
    opt.step({numbers(300, 3 + n), numbers(300, 9 + n), numbers(20, 6 + n)});
  const auto stepped = p, beside = q;
  opt.evaluated("p", found);
  CHECK(found != p);
  std::vector<float> wide(half.size());
  std::vector<gradstep::bf16> narrow(half.size());
  opt.evaluated("half", wide);
  opt.evaluated("half", narrow);
  const auto same_bits = [](const auto& a, const auto& b) {
    return std::memcmp(a.data(), b.data(), a.size() * sizeof a[0]) == 0;
  };
  const auto before = half;
  {
    const auto averaged = opt.averaged();
    CHECK(p == found && q == beside && same_bits(half, narrow) && !same_bits(half, before));
    CHECK(opt.try_step({p, half, q}).code == Reason::busy);
    CHECK(says(refused([&] { static_cast<void>(opt.averaged()); }), {"does not nest"}));
    CHECK(refused([&] { opt.evaluated("p", found); }).reason == Reason::busy);
  }
  CHECK(p == stepped && same_bits(half, before));
  std::vector<double> doubles(3);
  CHECK(says(refused([&] { opt.evaluated("p", doubles); }), {"'p'", "3 elements", "300"}));
  CHECK(opt.step({p, half, q}));

  // averages that the optimizer keeps; until there is one the parameters stand for it
  gradstep::Options options;
  options.average = {.kind = gradstep::Average::Kind::uniform, .start = 1};
  std::vector<double> x{8}, g{1}, y(1);
  gradstep::Optimizer kept{gradstep::SGD{.lr = 1}, options};
  kept.add("x", x);
  for (const double expected : {8.0, 7.0, 6.0, 5.5}) {
    kept.evaluated("x", y);
    const double before_it = x[0];
    {
      auto averaged = kept.averaged();
      const auto moved = std::move(averaged);  // is put back once
      CHECK(x[0] == expected && y[0] == expected);
    }
    CHECK(x[0] == before_it && kept.step({g}));
  }
  std::vector<gradstep::bf16> short_of_it(1);
  CHECK(says(refused([&] { kept.evaluated("x", short_of_it); }),
             {"'x' is float64", "float or double", "bfloat16"}));
  gradstep::Optimizer none{gradstep::SGD{}};
  CHECK(says(refused([&] { static_cast<void>(none.averaged()); }), {"keeps no average"}));
}

void test_mechanic() {
  gradstep::Options options;
  options.mechanic = gradstep::Mechanic{.s_init = 0.25, .s_decay = 0, .betas = {0.5, 1}};
  std::vector<double> p{1}, g{1};
  gradstep::Optimizer opt{gradstep::SGD{.lr = 1}, options};
  opt.add("p", p);
  CHECK(opt.step({g}) && p[0] == 1 && opt.engine().scale() == 0);
  CHECK(opt.step({g}) && std::abs(opt.engine().scale() - 0.25) < 1e-8);  // delta is -2 now
  CHECK(p[0] == 1 - 2 * opt.engine().scale() && opt.engine().tuners().size() == 2);
  // by hand: h = -2 at the factor s, m = 2, v = 4 + β², r = 2s
  const double s = opt.engine().tuners()[0].s;
  CHECK(opt.step({g}) && opt.engine().tuners()[0].max_product == 2);
  CHECK(opt.engine().tuners()[0].sum_squared_products == 4.25);
  CHECK(opt.engine().tuners()[0].reward == 2 * s);
  const auto before = p;
  CHECK(says(refused([&] { opt.group("b", {{&gradstep::Extras::lower, 0}}); }),
             {"bounds would cut"}));
  CHECK(says(refused([&] { opt.group("f", gradstep::FTRL{}); }), {"increments", "FTRL"}));
  CHECK(p == before);
}

void test_add_after_steps() {
  auto p = numbers(300, 1), q = numbers(50, 2), p2 = p, q2 = q;
  gradstep::Options options;
  options.lookahead = {.k = 3, .alpha = 0.5};
  options.average = {.kind = gradstep::Average::Kind::ema};
  gradstep::Optimizer opt{gradstep::NAdam{}, options}, first{gradstep::NAdam{}, options};
  gradstep::Optimizer second{gradstep::LAMB{}, options};
  opt.add("p", p);
  first.add("p", p2);
  second.add("q", q2);
  for (int n = 0; n < 3; ++n) {
    const auto g = numbers(300, 3 + n);
    opt.step({g});
    first.step({g});
  }
  const void* const state = opt.engine().params()[0].state[0];
  opt.add("q", q, opt.group("late", gradstep::LAMB{}));
  CHECK(opt.engine().params()[0].state[0] == state);
  CHECK(says(refused([&] { opt.step({p2}); }), {"1 gradients for 2 parameters"}));
  for (int n = 3; n < 6; ++n) {
    const auto g = numbers(300, 3 + n), h = numbers(50, 6 + n);
    opt.step({g, h});
    first.step({g});
    second.step({h});
    CHECK(p == p2 && q == q2);
  }
  CHECK(opt.engine().params()[0].t == 6 && opt.engine().params()[1].t == 3);
}

// ---- what it refuses ----------------------------------------------------------------------------

void test_bad_gradients_change_nothing() {
  auto p = numbers(40, 1), q = numbers(12, 2), g = numbers(40, 3), h = numbers(12, 4);
  const auto p0 = p, q0 = q;
  gradstep::Optimizer opt{gradstep::Adam{}};
  opt.add("layers.0.w", p).add("layers.0.b", q);
  for (float bad : {inf, -inf, std::numeric_limits<float>::quiet_NaN(), 2e19F}) {
    h[7] = bad;
    const auto r = opt.try_step({g, h});
    CHECK(!r && !r.applied && r.code == Reason::nonfinite && r.n == 0);
    CHECK(r.path == "layers.0.b" && r.index == 7);
    const auto e = refused([&] { opt.step({g, h}); });
    CHECK(e.reason == Reason::nonfinite && e.path == "layers.0.b" && e.index == 7 && e.n == 0);
    CHECK(says(e, {"'layers.0.b'[7]", std::isfinite(bad) ? "clip_norm" : "nonfinite=\"skip\""}));
    CHECK(r.reason == e.what());
  }
  CHECK(p == p0 && q == q0 && opt.steps() == 0 && opt.engine().params()[0].t == 0);
  for (const auto& param : opt.engine().params())
    for (std::size_t i = 0; i < param.size; ++i)
      CHECK(param.state[0] && static_cast<const float*>(param.state[0])[i] == 0);
  h[7] = 0;
  CHECK(opt.try_step({g, h}) && p != p0 && opt.steps() == 1);
}

void test_skip_and_propagate() {
  auto p = numbers(9, 1), g = numbers(9, 2), bad = g;
  bad[3] = inf;
  const auto before = p;
  gradstep::Options options;
  options.nonfinite = gradstep::Nonfinite::skip;
  options.max_skips = 2;
  gradstep::Optimizer opt{gradstep::SGD{}, options};
  opt.add("p", p);
  for (int k = 1; k <= 2; ++k) {
    const auto r = opt.step({bad});
    CHECK(!r && r.code == Reason::nonfinite && !r.reason.empty() && opt.skipped() == k);
  }
  CHECK(says(refused([&] { opt.step({bad}); }), {"'p'[3]", "max_skips"}));
  CHECK(p == before && opt.steps() == 0 && opt.skipped() == 2);
  CHECK(opt.step({g}) && opt.steps() == 1);

  options.nonfinite = gradstep::Nonfinite::propagate;
  gradstep::Optimizer open{gradstep::SGD{}, options};
  open.add("p", p);
  CHECK(open.step({bad}) && std::isinf(p[3]) && std::isfinite(p[2]));
}

void test_wrong_gradients() {
  auto p = numbers(9, 1), q = numbers(9, 2);
  const auto before = p, g = numbers(9, 3), longer = numbers(10, 4);
  gradstep::Optimizer opt{gradstep::SGD{}};
  opt.add("p", p).add("q", q);
  const auto check = [&](std::initializer_list<gradstep::Gradient> grads, const char* path,
                         std::initializer_list<const char*> words) {
    const auto e = refused([&] { opt.step(grads); });
    CHECK(e.reason == Reason::gradient && e.path == path && says(e, words));
    const auto r = opt.try_step(grads);
    CHECK(!r && r.code == Reason::gradient && r.reason == e.what() && r.path == path);
    CHECK(refused([&] { opt.bind_grads(grads); }).reason == Reason::gradient);
  };
  check({g}, "", {"1 gradients for 2 parameters", "nullptr"});
  check({g, g, g}, "", {"3 gradients for 2 parameters"});
  check({g, longer}, "q", {"'q'", "10 elements", "the parameter has 9"});
  check({g, p}, "q", {"'q'", "overlaps the parameter 'p'"});
  check({g, {p.data() + 1, 8}}, "q", {"'q'", "8 elements"});
  CHECK(p == before && opt.steps() == 0);
}

void test_wrong_parameters() {
  auto p = numbers(9, 1);
  gradstep::Optimizer opt{gradstep::SGD{}};
  opt.add("p", p);
  const auto check = [&](const char* path, gradstep::Parameter q,
                         std::initializer_list<const char*> words) {
    const auto e = refused([&] { opt.add(path, q); });
    CHECK(e.reason == Reason::bind && e.path == path && says(e, words));
  };
  auto other = numbers(9, 2);
  alignas(8) char bytes[32] = {};
  check("p", other, {"two parameters have the path 'p'", "own name"});
  check("again", p, {"'again' overlaps 'p'", "copy"});
  check("tail", {p.data() + 8, 1}, {"'tail' overlaps 'p'"});
  check("null", {static_cast<float*>(nullptr), 3}, {"'null'", "null"});
  check("odd", {reinterpret_cast<float*>(bytes + 2), 3}, {"'odd' is not aligned", "copy"});
  CHECK(refused([&] { opt.add("far", other, gradstep::AnyGroup{7}); }).reason == Reason::bind);
  CHECK(refused([&] { opt.group("default", {}); }).reason == Reason::bind);
  CHECK(opt.engine().params().size() == 1);
  opt.add("nothing", {reinterpret_cast<float*>(bytes + 2), 0});  // where it lies does not matter
  opt.add("empty", {static_cast<float*>(nullptr), 0}).add("other", other);
  const auto g = numbers(9, 3);
  const gradstep::Gradient none{static_cast<const float*>(nullptr), 0};
  CHECK(opt.step({g, none, none, g}));
}

void test_wrong_values() {
  const auto check = [](auto&& make, const char* name, std::initializer_list<const char*> words) {
    const auto e = refused(make);
    CHECK(e.reason == Reason::hyper && e.name == name && says(e, words));
  };
  const double nan = std::numeric_limits<double>::quiet_NaN();
  check([] { gradstep::Optimizer{gradstep::AdamW{.lr = -1}}; }, "lr",
        {"lr must be at least 0", "-1", "default"});
  check([&] { gradstep::Optimizer{gradstep::AdamW{.lr = nan}}; }, "lr", {"lr must be", "nan"});
  check([] { gradstep::Optimizer{gradstep::Adam{.beta1 = 1}}; }, "beta1", {"below 1"});
  check([] { gradstep::Optimizer{gradstep::Adam{.eps = -1e-8}}; }, "eps", {"-1e-08"});
  check([] { gradstep::Optimizer{gradstep::SGD{.nesterov = true}}; }, "",
        {"nesterov", "momentum > 0"});
  check([] { gradstep::Optimizer{gradstep::SGD{}, {.clip_norm = -1}}; }, "clip_norm",
        {"clip_norm"});
  check([] { gradstep::Optimizer{gradstep::SGD{}, {.max_skips = -1}}; }, "max_skips",
        {"max_skips"});
  check([] { gradstep::Optimizer{gradstep::SGD{}, {}, {.lr_scale = -2}}; }, "lr_scale",
        {"lr_scale", "-2"});
  check([] { gradstep::Optimizer{gradstep::SGD{}, {}, {.lower = 1, .upper = 0}}; }, "",
        {"lower must not be above upper", "default"});
  check([] { gradstep::Optimizer{gradstep::SGD{}, {}, {.lower = inf}}; }, "lower",
        {"lower must be a number", "inf"});
  check([] { gradstep::Optimizer{gradstep::FTRL{}, {}, {.cautious = true}}; }, "cautious",
        {"cautious masks increments", "FTRL"});
  check(
      [] {
        gradstep::Optimizer{gradstep::SGD{},
                            {},
                            {.decoupled_weight_decay = true, .independent_weight_decay = true}};
      },
      "", {"either decoupled", "or independent"});
  const auto slow = [&](const gradstep::Lookahead& x, std::initializer_list<const char*> words) {
    check([&] { gradstep::Optimizer{gradstep::SGD{}, {.lookahead = x}}; }, "lookahead", words);
  };
  slow({.k = 0}, {"lookahead: k must be a whole number, at least 1 and below 2**63, not 0"});
  slow({.alpha = 2}, {"lookahead: alpha must be", "at most 1, not 2"});
  const auto tuned = [&](const gradstep::Mechanic& m, std::initializer_list<const char*> words) {
    check([&] { gradstep::Optimizer{gradstep::SGD{}, {.mechanic = m}}; }, "mechanic", words);
  };
  tuned({.s_init = 0}, {"mechanic: s_init must be a finite number above 0, not 0"});
  tuned({.s_decay = -1}, {"mechanic: s_decay must be a finite number, at least 0, not -1"});
  tuned({.betas = {}}, {"mechanic: betas is empty"});
  tuned({.betas = {0.5, 2}}, {"mechanic: betas must be", "at most 1, not 2"});
  tuned({.eps = nan}, {"mechanic: eps must be", "nan"});
  check(
      [] {
        gradstep::Optimizer{gradstep::SGD{},
                            {.lookahead = gradstep::Lookahead{}, .mechanic = gradstep::Mechanic{}}};
      },
      "mechanic", {"leave one out"});
  const auto averaged = [&](const gradstep::Average& x, std::initializer_list<const char*> words) {
    check([&] { gradstep::Optimizer{gradstep::SGD{}, {.average = x}}; }, "average", words);
  };
  averaged({.decay = 2}, {"average: decay must be", "at most 1, not 2"});
  averaged({.start = -1}, {"average: start must be a whole number, at least 0"});
  averaged({.every = 0}, {"average: every must be a whole number, at least 1"});
  const auto optional = [&](const gradstep::Options& o, const char* name,
                            std::initializer_list<const char*> words) {
    check([&] { gradstep::Optimizer{gradstep::SGD{}, o}; }, name, words);
  };
  optional({.clip_norm = -1}, "clip_norm",
           {"clip_norm must be a finite number above 0, or 0 for off, not -1"});
  optional({.max_skips = -1}, "max_skips", {"max_skips must be a whole number, at least 0"});
  optional({.state_min_size = -1}, "state_min_size", {"at least 0 and below 2**63, not -1"});
  optional({.clip_eps = nan}, "clip_eps", {"clip_eps must be", "nan"});
  const std::int64_t most = std::numeric_limits<std::int64_t>::max();
  gradstep::Optimizer{gradstep::SGD{}, {.max_skips = most, .state_min_size = most}};

  auto p = numbers(9, 1);
  const auto before = p, g = numbers(9, 2);
  gradstep::Optimizer opt{gradstep::SGD{}};
  const auto other = opt.group("other", {});
  opt.add("p", p, other);
  check([&] { opt.set(other, &gradstep::SGD::lr, -1.0); }, "lr", {"group 'other'"});
  check([&] { opt.set(other, &gradstep::SGD::momentum, 0.9); }, "momentum",
        {"momentum was off", "'other'", "construct"});
  gradstep::StepOptions each;
  each.grad_scale = 0;
  check([&] { opt.step({g}, each); }, "grad_scale", {"grad_scale must be a positive"});
  CHECK(opt.try_step({g}, each).code == Reason::hyper);
  // a schedule is checked at each step; one whose length is open is refused at once
  const auto not_a_number = refused([&] {
    opt.schedule(other, &gradstep::SGD::lr, gradstep::lambda([=](std::int64_t) { return nan; }));
  });
  CHECK(not_a_number.reason == Reason::schedule && says(not_a_number, {"nan", "finite", "n=0"}));
  opt.schedule(other, &gradstep::SGD::lr,
               gradstep::lambda([](std::int64_t n) { return n < 2 ? 0.0 : -1.0; }));
  CHECK(opt.step({g}) && opt.step({g}));
  check([&] { opt.step({g}); }, "lr", {"lr must be at least 0", "n = 2", "'other'"});
  CHECK(opt.try_step({g}).code == Reason::hyper && opt.steps() == 2 && p == before);
  opt.schedule(other, &gradstep::SGD::lr, gradstep::Constant{0.5});
  const auto e = refused([&] { opt.schedule(&gradstep::SGD::lr, gradstep::Cosine{.start = 0.1}); });
  CHECK(e.reason == Reason::schedule && e.name == "lr" && says(e, {"still open", "steps="}));
  CHECK(opt.step({g}) && opt.steps() == 3);
}

// What a float has not is refused where floats are stepped; limits that nothing reaches are none.
void test_values_beyond_the_type() {
  std::vector<float> p{1, 2, 3}, q = p;
  std::vector<double> wide{1, 2, 3};
  const std::vector<float> g{1, 1, 1};
  const auto refusal = [&](const gradstep::SGD& rule, const gradstep::Extras& extras) {
    return refused([&] { gradstep::Optimizer{rule, {}, extras}.add("p", p); });
  };
  const auto e = refusal({.lr = 1e39}, {});
  CHECK(e.reason == Reason::hyper && e.name == "lr" && says(e, {"float32", "3.4", "1e+39"}));
  CHECK(says(refusal({}, {.lower = 1e39}), {"bounds", "'default'", "1e+39", "leave"}));
  CHECK(refusal({}, {.upper = -1e39}).name == "upper");
  gradstep::Optimizer{gradstep::SGD{.lr = 1e39}, {}, {.lower = -1e300}}.add("wide", wide);

  gradstep::Optimizer plain{gradstep::SGD{.lr = 0.5}};
  gradstep::Optimizer limited{
      gradstep::SGD{.lr = 0.5}, {}, {.clip_value = 1e300, .lower = -1e300, .upper = 1e300}};
  plain.add("p", p), limited.add("p", q);
  CHECK(plain.step({g}) && limited.step({g}) && p == q);
}

// 1 / -0 would be minus infinity.
void test_minus_zero() {
  std::vector<float> p{1, 2, 3}, q = p;
  const std::vector<float> g{1, 1, 1};
  gradstep::Optimizer one{gradstep::AdaBound{.gamma = 0.0}},
      other{gradstep::AdaBound{.gamma = -0.0}};
  one.add("p", p), other.add("p", q);
  CHECK(one.step({g}) && other.step({g}) && p == q && p[0] < 1 && p[0] > 0);
}

void test_isas() {
  gradstep::Optimizer opt{gradstep::SGD{}};
  for (gradstep::Isa isa :
       {gradstep::Isa::baseline, gradstep::Isa::avx2, gradstep::Isa::avx512, gradstep::Isa::neon}) {
    const bool compiled = std::find(gradstep::compiled_isas.begin(), gradstep::compiled_isas.end(),
                                    isa) != gradstep::compiled_isas.end();
    const auto e = refused([&] { opt.engine().isa(isa); });
    CHECK(e.reason == (compiled && gradstep::runs(isa) ? Reason::none : Reason::environment));
  }
}

/// A step that starts while one is under way, from what that one called.
void test_step_within_a_step() {
  auto p = numbers(9, 1);
  const auto g = numbers(9, 2);
  gradstep::Optimizer opt{gradstep::SGD{}};
  opt.add("p", p);
  Reason inner = Reason::none;
  bool stepping = false;
  opt.schedule(&gradstep::SGD::lr, gradstep::lambda([&](std::int64_t) {
    if (stepping) inner = opt.try_step({g}).code;
    return 0.5;
  }));
  stepping = true;
  CHECK(opt.step({g}) && inner == Reason::busy && opt.steps() == 1);
}

}  // namespace

// A step of 50 000 elements wakes nobody; where such steps follow at once upon each other, threads
// help.
// What a schedule of the caller's throws is raised by step, and told by try_step.
void test_schedules_that_throw() {
  struct Function final : gradstep::UserFunction {
    double operator()(std::int64_t n) const override {
      if (n == 1) throw std::runtime_error("no data");
      return 0.5;
    }
    std::string text() const override { return "function"; }
  };
  const auto plain = gradstep::lambda({std::make_shared<const Function>()});
  const auto named = gradstep::lambda([f = Function()](std::int64_t n) { return f(n); }, "mine");
  for (const gradstep::Schedule& lr : {plain, named}) {
    std::vector<double> p{1}, g{1};
    gradstep::Optimizer opt{gradstep::SGD{}};
    opt.add("p", p).set(&gradstep::SGD::lr, lr);
    CHECK(opt.step(g) && p[0] == 0.5);
    const auto report = opt.try_step(g);
    CHECK(!report && report.code == Reason::schedule);
    CHECK(report.reason.find("no data") != std::string::npos);
    CHECK(p[0] == 0.5 && opt.steps() == 1);
  }
}

void test_threads_of_small_steps() {
  std::vector<float> p(50'000, 1.0f);
  const std::vector<float> g(p.size(), 0.5f);
  gradstep::Optimizer opt{gradstep::AdamW{}};
  opt.add("p", p);
  const gradstep::ThreadsGuard three(3);
  const auto helped = [] { return gradstep::detail::pool.workers() == 2; };
  gradstep::parallel_for(2, 2, [](std::size_t) {});  // another number of workers than wanted
  opt.step({g});
  CHECK(!helped());
  for (int i = 0; i < 100'000 && !helped(); ++i) opt.step({g});  // 100 µs may pass between two
  CHECK(helped());
}

void test_copies_in_another_type() {
  std::vector<float> p = numbers(1000, 1);
  std::vector<double> q(10, 1.0);
  std::vector<gradstep::bf16> half(p.size());
  std::vector<float> single(q.size());
  gradstep::Optimizer opt{gradstep::SGD{.lr = 0.5}};
  opt.add("p", p).add("q", q).copy_to("p", half).copy_to("q", single);
  CHECK(single[9] == 1.0f);  // at once
  const auto g = numbers(1000, 2);
  opt.step({g, std::vector<double>(10, 1.0)});
  CHECK(single[9] == 0.5f);
  for (std::size_t i = 0; i < p.size(); ++i) {
    const auto wide = std::bit_cast<float>(std::uint32_t{half[i].bits} << 16);
    CHECK(std::abs(wide - p[i]) <= std::abs(p[i]) * 0x1p-8f);
  }
  std::vector<gradstep::f16> short_one(9);
  CHECK(says(refused([&] { opt.copy_to("p", short_one); }), {"'p'", "9 elements", "1000"}));
  std::vector<gradstep::f16> of_doubles(q.size());
  CHECK(says(refused([&] { opt.copy_to("q", of_doubles); }), {"'q' is float64", "float16"}));
  CHECK(says(refused([&] { opt.copy_to("q", q); }), {"overlaps the parameter 'q'"}));
}

// A header-only program has code for the types that it names, and says so of others.
void test_types_that_are_named() {
  std::vector<float> w(9);
  std::vector<double> x(9), g(9, 1.0);
  gradstep::Optimizer opt{gradstep::Yogi{}};
  opt.add("w", w);
  const auto add = [&] { opt.engine().add("x", gradstep::Storage::f64, x.data(), x.size()); };
  CHECK(says(refused(add), {"'x'", "float64", "use_type<gradstep::Yogi, double>()"}));
  gradstep::use_type<gradstep::Yogi, double>();
  add();
  CHECK(opt.step({nullptr, g}));
  CHECK(x[0] < 0);
}

int main() try {
  test_groups_schedule_executor();
  test_groups_follow_the_optimizer();
  test_another_rule_in_a_group();
  test_types_that_are_named();
  test_views_of_both_types();
  test_bound_gradients();
  test_no_gradient_leaves_its_parameter();
  test_steps_without_a_gradient_count_if_asked();
  test_state_memory();
  test_reports();
  test_moves_and_keeps_its_handles();
  test_extras();
  test_norms_that_overflow();
  test_cautious();
  test_rows();
  test_inputs();
  test_freeze();
  test_average_and_lookahead();
  test_accumulate();
  test_averaged_parameters();
  test_mechanic();
  test_schedules_that_throw();
  test_threads_of_small_steps();
  test_copies_in_another_type();
  test_add_after_steps();
  test_bad_gradients_change_nothing();
  test_skip_and_propagate();
  test_wrong_gradients();
  test_wrong_parameters();
  test_wrong_values();
  test_values_beyond_the_type();
  test_minus_zero();
  test_isas();
  test_step_within_a_step();
  return check::finish();
} catch (const std::exception& e) {
  std::fprintf(stderr, "%s\n", e.what());
  return 1;
}
