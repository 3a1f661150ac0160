// SPDX-License-Identifier: BSD-3-Clause
// The forms in which C++ callers give arrays, hyper-parameters and gradients, and get back what is
// kept. Few rules, so that it compiles quickly; what steps do is tested in optimizer.cpp.
#include <complex>
#include <cstdlib>
#include <cstring>
#include <gradstep/optimizer.hpp>
#include <limits>
#include <list>
#include <new>
#include <span>
#include <vector>

#include "check.hpp"
#include "refusals.hpp"

namespace {
std::size_t allocations = 0;
}
// These are not inlined: g++ 12 would warn of a mismatch with the functions that they are inlined
// into.
[[gnu::noinline]] void* operator new(std::size_t n) {
  ++allocations;
  if (void* p = std::malloc(n > 0 ? n : 1)) return p;
  throw std::bad_alloc();
}
[[gnu::noinline]] void* operator new(std::size_t n, const std::nothrow_t&) noexcept {
  ++allocations;
  return std::malloc(n > 0 ? n : 1);
}
[[gnu::noinline]] void operator delete(void* p) noexcept { std::free(p); }
[[gnu::noinline]] void operator delete(void* p, std::size_t) noexcept { std::free(p); }

namespace {

using gradstep::Adam;
using gradstep::Gradient;
using gradstep::Optimizer;
using gradstep::Reason;
using gradstep::SGD;
using gradstep::Strided;

// ---- gradients ----------------------------------------------------------------------------------

/// Every form of one array takes the same step as a list of one.
void test_one_array() {
  const auto g = numbers(9, 2);
  auto one = numbers(9, 1), other = one, bound = one;
  Optimizer opt{SGD{}}, list{SGD{}}, buffer{SGD{}};
  opt.add("w", one);
  list.add("w", other);
  buffer.add("w", bound).bind_grads(g);
  float array[9];
  std::copy(g.begin(), g.end(), array);
  const std::size_t n = 9;
  const float* const p = array;
  const auto took = [&](const gradstep::StepReport& report) {
    list.step({g});
    buffer.step();
    CHECK(report && one == other && bound == other);
  };
  took(opt.step(g));
  took(opt.step(std::span(g)));
  took(opt.step(array));
  took(opt.step({p, n}));
  took(opt.step(Strided{p, {9}, {1}}));
  took(opt.step(numbers(9, 2)));  // used before it is gone
  took(opt.step(g, {.lr_scale = 1}));
  took(opt.try_step(g));
  took(opt.try_step({p, n}));
  took(opt.try_step(numbers(9, 2), {.lr_scale = 1}));
  CHECK(opt.bind_grads(array).step());
}

/// And so does every container of arrays.
void test_containers_of_arrays() {
  auto p = numbers(9, 1), q = numbers(5, 2), p2 = p, q2 = q;
  auto g = numbers(9, 3), h = numbers(5, 4);
  Optimizer opt{SGD{}}, list{SGD{}};
  opt.add("p", p).add("q", q);
  list.add("p", p2).add("q", q2);
  const auto took = [&](const gradstep::StepReport& report) {
    list.step({g, h});
    CHECK(report && p == p2 && q == q2);
  };
  const std::vector<std::vector<float>> vectors{g, h};
  const std::array<std::span<float>, 2> spans{g, h};
  const std::list<std::vector<float>> linked{g, h};
  const std::vector<Gradient> views{g, {h.data(), 5}};
  const std::initializer_list<Gradient> given{g, h};
  took(opt.step(vectors));
  took(opt.step(spans));
  took(opt.step(linked));
  took(opt.step(views));
  took(opt.step(given));
  took(opt.step(std::vector<std::vector<float>>{g, h}));
  took(opt.try_step(vectors, {.lr_scale = 1}));
  took(opt.try_step(spans));
  took(opt.bind_grads(vectors).step());
  took(opt.bind_grads(std::array<std::span<float>, 2>{g, h}).step());  // spans of what lasts
  took(opt.bind_grads(views).step());
  const auto before = q;
  CHECK(opt.step(std::vector<Gradient>{g, nullptr}) && q == before);
  CHECK(says(refused([&] { opt.step(std::vector<std::vector<float>>{g}); }),
             {"1 gradients for 2 parameters", "nullptr"}));
  CHECK(says(refused([&] { opt.step(g); }), {"1 gradients for 2 parameters"}));
  // what is refused leaves what was bound
  CHECK(refused([&] { opt.bind_grads(std::array<std::span<float>, 2>{h, g}); }).path == "p");
  CHECK(opt.step());
}

/// A step that is refused because one is under way does not put its gradients in that one's place.
void test_a_step_within_a_step_leaves_the_gradients() {
  std::vector<double> p{1, 1}, g{1, 2}, other{100, 100};
  Optimizer opt{SGD{}};
  opt.add("p", p);
  Reason inner = Reason::none, binding = Reason::none;
  bool stepping = false;
  opt.set(&SGD::lr, gradstep::lambda([&](std::int64_t) {
    if (stepping) inner = opt.try_step(other).code;
    if (stepping) binding = refused([&] { opt.bind_grads(other); }).reason;
    return 0.5;
  }));
  stepping = true;
  CHECK(opt.step(g) && inner == Reason::busy && binding == Reason::busy);
  CHECK(p == std::vector<double>({0.5, 0}));
}

void test_zero_grads() {
  std::vector<double> p{1, 1, 1, 1, 1, 1}, g{1, 2, 3, 4, 5, 6}, q{1, 1}, h{2, 7, 4, 7};
  gradstep::Options options;
  options.zero_grads = true;
  Optimizer opt{SGD{.lr = 1}, options};
  opt.add("p", p).add("q", q);
  CHECK(says(refused([&] { opt.step({g, nullptr}); }), {"zero_grads", "bind_grads"}));
  const std::vector<double> fixed(6);
  const auto e =
      refused([&] { opt.bind_grads({nullptr, std::span<const double>(fixed).first(2)}); });
  CHECK(e.reason == Reason::gradient && e.path == "q" && says(e, {"is const", "zero_grads"}));
  opt.bind_grads({g, Strided{h.data(), {2}, {2}}});
  CHECK(opt.step());
  CHECK(p == std::vector<double>({0, -1, -2, -3, -4, -5}) && q == std::vector<double>({-1, -3}));
  CHECK(g == std::vector<double>(6) && h == std::vector<double>({0, 7, 0, 7}));
  g[3] = std::numeric_limits<double>::infinity(), h[0] = 1;
  CHECK(!opt.try_step() && g[3] != 0 && h[0] == 1);  // refused: there to be looked at
}

// ---- hyper-parameters ---------------------------------------------------------------------------

void test_set_takes_numbers_and_schedules() {
  auto p = numbers(9, 1), q = numbers(9, 2);
  const auto g = numbers(9, 3);
  Optimizer opt{SGD{.momentum = 0.5}};
  const gradstep::Group<Adam> adam = opt.group("adam", Adam{});
  opt.add("p", p).add("q", q, adam);
  opt.set(&SGD::lr, 0.25).set(adam, &Adam::beta1, 0.5F).set(&SGD::nesterov, true);
  CHECK(opt.value(&SGD::lr) == 0.25 && opt.value(adam, &Adam::beta1) == 0.5);
  CHECK(opt.value(&SGD::nesterov) == 1);
  opt.set(&SGD::lr, 1).schedule(adam, &Adam::lr, 2);  // whole numbers are numbers
  CHECK(opt.value(&SGD::lr) == 1 && opt.value(adam, &Adam::lr) == 2);
  const gradstep::Schedule rate = gradstep::warmup(gradstep::Cosine{0.5, 10}, 2);
  opt.set(&SGD::lr, rate).schedule(adam, &Adam::lr, gradstep::Constant{0.125});
  opt.set(opt.group(), &gradstep::Extras::lr_scale, 0.5)
      .set(adam, &gradstep::Extras::maximize, true);
  CHECK(opt.value(&SGD::lr, 7) == 0.5 * rate(7) && opt.value(adam, &Adam::lr) == 0.125);
  const auto ahead = opt.preview(&SGD::lr, 5);
  const auto later = opt.preview(&SGD::lr, 2, 3);
  CHECK(ahead.size() == 5 && later == std::vector<double>({ahead[3], ahead[4]}));
  CHECK(opt.preview(adam, &Adam::lr, 3) == std::vector<double>(3, 0.125));
  CHECK(opt.preview(&SGD::lr, 0).empty());
  CHECK(refused([&] { static_cast<void>(opt.preview(&SGD::lr, -1)); }).reason == Reason::hyper);
  for (std::size_t n = 0; n < 3; ++n) {
    const auto all = opt.values();
    const auto report = opt.step({g, g});
    CHECK(opt.value(&SGD::lr, report) == ahead[n] && opt.value(adam, &Adam::lr, report) == 0.125);
    CHECK(report.values == all && report.values == opt.values(report.n));
  }
  opt.set(&SGD::lr, 0.5);
  CHECK(opt.value(&SGD::lr) == 0.25);
  CHECK(says(refused([&] { opt.set(&SGD::lr, gradstep::Schedule{}); }), {"empty schedule"}));
  CHECK(refused([&] { opt.set(&SGD::lr, -1); }).reason == Reason::hyper);
  CHECK(refused([&] { static_cast<void>(opt.value(&SGD::lr, gradstep::StepReport{})); }).reason ==
        Reason::hyper);
  Optimizer other{SGD{}};  // a handle of one optimizer is none of another
  CHECK(says(refused([&] { other.set(adam, &Adam::lr, 0.1); }), {"no group 1", "Adam", "group()"}));
}

// ---- arrays with shapes -------------------------------------------------------------------------

/// Whatever the memory order of the parameter and the strides of the gradient: as if both were row
/// after row.
void test_strides() {
  const auto at = [](const std::ptrdiff_t* s, std::size_t i, std::size_t j, std::size_t k) {
    return static_cast<std::ptrdiff_t>(i) * s[0] + static_cast<std::ptrdiff_t>(j) * s[1] +
           static_cast<std::ptrdiff_t>(k) * s[2];
  };
  const auto copy = [&](const float* from, const std::ptrdiff_t* s, float* to,
                        const std::ptrdiff_t* t) {
    for (std::size_t i = 0; i < 3; ++i)
      for (std::size_t j = 0; j < 4; ++j)
        for (std::size_t k = 0; k < 5; ++k) to[at(t, i, j, k)] = from[at(s, i, j, k)];
  };
  const std::ptrdiff_t plain[]{20, 5, 1};
  for (const auto& order :
       {std::array<std::ptrdiff_t, 3>{20, 5, 1}, {1, 3, 12}, {4, 1, 12}, {5, 15, 1}})
    for (const auto& strides : {std::array<std::ptrdiff_t, 3>{20, 5, 1},
                                {1, 3, 12},
                                {5, 15, 1},
                                {-40, 10, 2},
                                {1, 0, -7}}) {
      auto p = numbers(60, 1);
      std::vector<float> w(60), memory = numbers(200, 2), g(60), seen(60);
      copy(p.data(), plain, w.data(), order.data());
      const float* const origin = memory.data() + 100;
      copy(origin, strides.data(), g.data(), plain);
      gradstep::Extras rows;
      rows.clip_adaptive = 0.01;  // goes by rows
      Optimizer opt{Adam{}, {}, rows}, reference{Adam{}, {}, rows};
      opt.add("w", Strided{w.data(), {3, 4, 5}, {order[0], order[1], order[2]}});
      reference.add("p", Strided{p.data(), {3, 4, 5}, {20, 5, 1}});
      const Strided given{origin, {3, 4, 5}, {strides[0], strides[1], strides[2]}};
      for (int n = 0; n < 3; ++n) {
        CHECK(opt.step(given));
        CHECK(reference.step(Strided{g.data(), {3, 4, 5}, {20, 5, 1}}));
      }
      copy(w.data(), order.data(), seen.data(), plain);
      for (std::size_t i = 0; i < 60; ++i) CHECK(std::abs(seen[i] - p[i]) < 1e-4);
      CHECK(order[0] != 20 || seen == p);  // norms are summed in memory order
    }
}

void test_shapes_that_do_not_fit() {
  std::vector<double> w(12), v(12), g(12), wide(24);
  Optimizer opt{SGD{.lr = 1}};
  const auto e = refused([&] { opt.add("w", Strided{wide.data(), {3, 4}, {8, 1}}); });
  CHECK(e.reason == Reason::bind && e.path == "w");
  CHECK(says(e, {"'w' does not fill one stretch", "(3, 4)", "(8, 1)", "contiguous copy"}));
  CHECK(refused([&] { opt.add("w", Strided{wide.data(), {4}, {0}}); }).path == "w");
  CHECK(refused([&] { opt.add("w", Strided{wide.data() + 9, {4}, {-1}}); }).path == "w");
  CHECK(opt.engine().params().empty());
  opt.add("w", Strided{w.data(), {3, 4}, {1, 3}}).add("v", v);
  const auto gradient = [&](const Gradient& of_w, const Gradient& of_v,
                            std::initializer_list<const char*> words) {
    const auto no = refused([&] { opt.step({of_w, of_v}); });
    CHECK(no.reason == Reason::gradient && says(no, words));
  };
  gradient(g, nullptr, {"'w' has no shape", "(3, 4)", "(1, 3)", "Strided"});
  gradient({g.data(), 4, 3}, nullptr, {"'w' has the shape (4, 3)", "(3, 4)"});
  gradient(nullptr, Strided{g.data(), {3, 4}, {1, 3}}, {"'v'", "without a shape", "Strided"});
  CHECK(opt.step({{g.data(), 3, 4}, {g.data(), 3, 4}}));  // row after row is the order of indices
  CHECK(opt.step({nullptr, Strided{wide.data() + 22, {12}, {-2}}}));
  // axes of length 1 are no matter
  CHECK(opt.step({Strided{g.data(), {1, 3, 4}, {99, 4, 1}}, Strided{g.data(), {12, 1}, {1, 99}}}));
  CHECK(w == std::vector<double>(12) && opt.steps() == 3);

  // an element is named by its indices; `index` counts in memory order
  g[1 * 4 + 2] = std::numeric_limits<double>::quiet_NaN();
  const auto bad = opt.try_step({{g.data(), 3, 4}, nullptr});
  CHECK(bad.code == Reason::nonfinite && bad.path == "w" && bad.index == 1 + 2 * 3);
  CHECK(says({Reason::none, bad.reason}, {"'w'[1, 2] is nan"}));
  CHECK(bad.reason == refused([&] { opt.step({{g.data(), 3, 4}, nullptr}); }).what());
  const auto flat = opt.try_step({nullptr, g});
  CHECK(flat.index == 6 && says({Reason::none, flat.reason}, {"'v'[6] is nan"}));

  std::vector<float> copy(12);
  opt.copy_to("w", Strided{copy.data(), {3, 4}, {1, 3}});
  CHECK(
      says(refused([&] { opt.copy_to("w", {copy.data(), 3, 4}); }), {"strides (4, 1)", "(1, 3)"}));
  CHECK(refused([&] { opt.copy_to("w", copy); }).reason == Reason::bind);
}

/// What is gathered is gathered into memory that is there after the first step, and before anything
/// is written.
void test_gathering() {
  std::vector<float> w{1, 2, 3, 4};
  Optimizer opt{SGD{.lr = 1}};
  opt.add("w", {w.data(), 2, 2});
  const Strided transposed{w.data(), {2, 2}, {1, 2}};  // of the parameter itself
  CHECK(opt.step(transposed) && w == std::vector<float>({0, -1, 1, 0}));
  std::vector<float> g(8);
  const Strided apart{g.data(), {2, 2}, {4, 2}};
  // the report's list of values is the caller's; nothing else
  const auto taken = [&] {
    const std::size_t before = allocations;
    opt.step(apart);
    return allocations - before;
  };
  const auto usual = [&] {
    const std::size_t before = allocations;
    opt.step({g.data(), 2, 2});
    return allocations - before;
  };
  taken();
  CHECK(taken() == usual() && taken() <= 3);
}

/// As std::mdspan looks, which the compilers here have not.
struct Extents {
  float* data;
  std::size_t lengths[2];
  std::ptrdiff_t steps[2];
  static constexpr std::size_t rank() { return 2; }
  float* data_handle() const { return data; }
  std::size_t extent(std::size_t a) const { return lengths[a]; }
  std::ptrdiff_t stride(std::size_t a) const { return steps[a]; }
};
/// As the matrices of Eigen look, column after column.
template <bool vector>
struct Columns {
  enum { IsVectorAtCompileTime = vector };
  std::vector<float> elements;
  std::ptrdiff_t height, width;
  float* data() { return elements.data(); }
  const float* data() const { return elements.data(); }
  std::ptrdiff_t size() const { return height * width; }
  std::ptrdiff_t rows() const { return height; }
  std::ptrdiff_t cols() const { return width; }
  std::ptrdiff_t rowStride() const { return 1; }
  std::ptrdiff_t colStride() const { return height; }
};

void test_arrays_of_other_libraries() {
  const auto start = numbers(6, 1), g = numbers(6, 2);
  auto plain = start;  // 2 rows, 3 columns
  std::vector<float> turned(6), g_turned(6);
  Columns<false> matrix{std::vector<float>(6), 2, 3}, g_matrix = matrix;
  for (std::size_t i = 0; i < 2; ++i)
    for (std::size_t j = 0; j < 3; ++j) {
      turned[j * 2 + i] = matrix.elements[j * 2 + i] = start[i * 3 + j];
      g_turned[j * 2 + i] = g_matrix.elements[j * 2 + i] = g[i * 3 + j];
    }
  gradstep::Extras centered;
  centered.centralize = true;
  Optimizer opt{SGD{.lr = 0.5}, {}, centered}, reference{SGD{.lr = 0.5}, {}, centered};
  Extents md{turned.data(), {2, 3}, {1, 2}}, g_md{g_turned.data(), {2, 3}, {1, 2}};
  Columns<true> column{start, 6, 1}, g_column{g, 6, 1};
  opt.add("md", md).add("matrix", matrix).add("column", column);
  auto flat = start;
  reference.add("plain", {plain.data(), 2, 3}).add("flat", flat);
  for (int n = 0; n < 2; ++n) {
    CHECK(opt.step({g_md, g_matrix, g_column}));
    CHECK(reference.step({{g.data(), 2, 3}, g}));
  }
  CHECK(opt.step({{g.data(), 2, 3}, {g.data(), 2, 3}, g}));  // by its indices, not by its memory
  CHECK(reference.step({{g.data(), 2, 3}, g}));
  CHECK(opt.engine().params()[1].own.rows == 2 && !opt.engine().params()[2].matrix);
  for (std::size_t i = 0; i < 2; ++i)
    for (std::size_t j = 0; j < 3; ++j)
      CHECK(turned[j * 2 + i] == plain[i * 3 + j] &&
            matrix.elements[j * 2 + i] == plain[i * 3 + j]);
  CHECK(column.elements == flat);
}

// ---- complex numbers ----------------------------------------------------------------------------

template <class T>
void test_complex() {
  using C = std::complex<T>;
  const auto as_complex = [](const std::vector<T>& x) {
    std::vector<C> z(x.size() / 2);
    std::memcpy(static_cast<void*>(z.data()), x.data(), x.size() * sizeof(T));
    return z;
  };
  const auto same = [](const auto& z, const auto& x) {
    return std::memcmp(z.data(), x.data(), x.size() * sizeof x[0]) == 0;
  };
  // The same bytes as an optimizer of the reals, whose rows have a last axis more.
  auto x = numbers<T>(24, 1), y = numbers<T>(24, 2);
  auto z = as_complex(x), turned = as_complex(y);
  gradstep::Options options;
  options.average = {.kind = gradstep::Average::Kind::ema, .decay = 0.5};
  gradstep::Extras rows;
  rows.clip_adaptive = 0.01;
  Optimizer opt{Adam{}, options, rows}, real{Adam{}, options, rows};
  opt.add("z", z).add("turned", Strided{turned.data(), {3, 4}, {1, 3}});
  real.add("x", x).add("y", Strided{y.data(), {3, 4, 2}, {2, 6, 1}});
  std::vector<C> copy(12);
  std::vector<std::complex<float>> narrow(12);
  opt.copy_to("z", copy).copy_to("z", narrow);  // the later one is kept
  for (int n = 0; n < 3; ++n) {
    const auto g = numbers<T>(24, 3 + n), h = numbers<T>(24, 6 + n);
    const auto gz = as_complex(g), hz = as_complex(h);
    CHECK(opt.step({gz, Strided{hz.data(), {3, 4}, {4, 1}}}));
    CHECK(real.step({g, Strided{h.data(), {3, 4, 2}, {8, 2, 1}}}));
    CHECK(same(z, x) && same(turned, y) && narrow[3] == std::complex<float>(z[3]));
  }
  CHECK(opt.template state<C>("z", "exp_avg").size() == 12);
  CHECK(same(opt.template state<C>("z", "exp_avg"), real.template state<T>("x", "exp_avg")));
  CHECK(opt.template state<T>("z", "exp_avg").size() == 24);  // as pairs
  CHECK(same(opt.template average<C>("z"), real.template average<T>("x")));
  CHECK(refused([&] { static_cast<void>(real.template state<C>("x", "exp_avg")); }).path == "x");
  opt.evaluated("z", copy);
  CHECK(same(copy, real.template average<T>("x")));

  // norms by |z|
  std::vector<C> p{C(1, 1)}, g{C(3, 4)};
  Optimizer clipped{SGD{.lr = 1}, {}, {.clip_each = 2.5}};
  clipped.add("p", p).step(g);
  CHECK(std::abs(p[0] - C(1 - T(1.5), 1 - T(2))) < T(1e-5));

  // what does not go together
  std::vector<T> w(3);
  std::vector<C> v(3);
  Optimizer mixed{SGD{}};
  mixed.add("w", w).add("v", v);
  CHECK(says(refused([&] { mixed.step({v, v}); }), {"'w' is complex", "real part"}));
  CHECK(says(refused([&] { mixed.step({w, w}); }), {"'v' is real", "std::complex"}));
  CHECK(says(refused([&] { mixed.copy_to("v", w); }), {"copy of 'v' is real"}));
  CHECK(says(refused([&] { mixed.step({nullptr, {v.data(), 2}}); }), {"2 elements", "has 3"}));
  std::vector<C> bad(3);
  bad[2] = C(0, std::numeric_limits<T>::infinity());
  const auto e = refused([&] { mixed.step({w, bad}); });
  CHECK(e.path == "v" && e.index == 2 && says(e, {"'v'[2] is inf"}));
  CHECK(says(refused([&] { mixed.set(&gradstep::Extras::centralize, true); }),
             {"centralize", "'v'", "complex"}));
  Optimizer centered{SGD{}, {}, {.centralize = true}};
  const auto no = refused([&] { centered.add("w", w).add("v", v); });
  CHECK(no.name == "centralize" && no.path == "v" && centered.engine().params().size() == 1);
  CHECK(refused([&] { mixed.add("part", {reinterpret_cast<T*>(v.data()), 2}); }).path == "part");
}

// ---- what is kept -------------------------------------------------------------------------------

void test_state_by_name() {
  auto p = numbers(9, 1), q = p;
  auto d = numbers<double>(4, 2);
  const auto g = numbers(9, 3);
  Optimizer opt{Adam{}}, other{Adam{}};
  opt.add("w", p).add("d", d).add("q", q, opt.group("sgd", SGD{}));
  const auto& fixed = opt;
  CHECK(says(refused([&] { static_cast<void>(fixed.state<float>("w", "exp_avg")); }),
             {"'w' has no state yet", "first step"}));
  opt.step({g, nullptr, g});
  const std::span<float> m = opt.state("w", "exp_avg");
  CHECK(m.size() == 9 && m[3] == 0.1F * g[3] && fixed.state("w", "exp_avg").data() == m.data());
  CHECK(opt.state<double>("d", "exp_avg_sq").size() == 4);
  const auto no = [&](const char* path, const char* slot,
                      std::initializer_list<const char*> words) {
    const auto e = refused([&] { static_cast<void>(opt.state<float>(path, slot)); });
    CHECK(says(e, words));
  };
  no("v", "exp_avg", {"no parameter is 'v'", "'w', 'd', 'q'"});
  no("w", "exp_avgs", {"'w' has no state 'exp_avgs'", "Adam keeps exp_avg, exp_avg_sq"});
  no("w", "max_exp_avg_sq", {"'w' has no 'max_exp_avg_sq'", "amsgrad on"});
  no("d", "exp_avg", {"'exp_avg' of 'd' is kept in float64", "state<double>"});
  no("q", "exp_avg", {"SGD keeps none"});

  // what is written there is what the next step goes on from
  auto same = numbers(9, 1);
  other.add("w", same);
  std::ranges::copy(m, other.state("w", "exp_avg").begin());
  std::ranges::copy(opt.state("w", "exp_avg_sq"), other.state("w", "exp_avg_sq").begin());
  std::ranges::copy(p, same.begin());
  other.engine().restore_count(0, 1);
  opt.step({g, nullptr, nullptr});
  other.step(g);
  CHECK(p == same);

  gradstep::Options coded;
  coded.state_dtype = gradstep::Storage::q8;
  coded.state_min_size = 0;
  Optimizer small{Adam{}, coded};
  small.add("w", same);
  CHECK(
      says(refused([&] { static_cast<void>(small.state("w", "exp_avg")); }), {"8-bit codes (q8)"}));
  coded.state_dtype = gradstep::Storage::bf16;
  Optimizer halves{Adam{}, coded};
  halves.add("w", q);
  CHECK(halves.state<gradstep::bf16>("w", "exp_avg").size() == 9);
  CHECK(
      says(refused([&] { static_cast<void>(halves.state("w", "exp_avg")); }), {"gradstep::bf16"}));
}

}  // namespace

int main() try {
  test_one_array();
  test_containers_of_arrays();
  test_a_step_within_a_step_leaves_the_gradients();
  test_zero_grads();
  test_set_takes_numbers_and_schedules();
  test_strides();
  test_shapes_that_do_not_fit();
  test_gathering();
  test_arrays_of_other_libraries();
  test_complex<float>();
  test_complex<double>();
  test_state_by_name();
  return check::finish();
} catch (const std::exception& e) {
  std::fprintf(stderr, "%s\n", e.what());
  return 1;
}
