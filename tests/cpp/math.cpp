// math.hpp: special values, the same bits in every lane of every ISA as in one scalar call, and a
// digest of the results that is the same for every compiler, optimization level and CPU. Accuracy
// is tested from Python, against mpmath.
#include <bit>
#include <cstdint>
#include <cstdio>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include <gradstep/isa.hpp>
#include <gradstep/math.hpp>

namespace {

namespace m = gradstep::math;
using gradstep::Isa;
using std::int64_t;
using std::size_t;
using std::uint64_t;

constexpr double inf = std::numeric_limits<double>::infinity(),
                 nan = std::numeric_limits<double>::quiet_NaN();
constexpr double denormal = std::numeric_limits<double>::denorm_min(),
                 tiny = std::numeric_limits<double>::min();
constexpr double largest = std::numeric_limits<double>::max();

int failures = 0;

uint64_t bits(double x) { return std::bit_cast<uint64_t>(x); }

void expect(const char* what, double x, double y, double got, double want) {
  if (bits(got) == bits(want)) return;
  ++failures;
  std::printf("FAILED %s(%.17g, %.17g) = %.17g (%016llx), expected %.17g (%016llx)\n", what, x, y,
              got, static_cast<unsigned long long>(bits(got)), want,
              static_cast<unsigned long long>(bits(want)));
}

using Function = gradstep::elementary::Named;
std::span<const Function> functions_of(Isa isa) { return gradstep::elementary_functions(isa); }

// ---------------------------------------------------------------------------------- special values

struct One {
  double x, want;
};
struct Two {
  double x, y, want;
};

void special_values() {
  for (const auto& [x, want] : {One{0, 1}, {0.5, 0.5}, {1, 0}, {denormal, 1}, {0x1p-30, 1}})
    expect("half_cosine", x, 0, m::half_cosine(x), want);
  for (const auto& [x, want] : {One{0, 1},
                                {-0.0, 1},
                                {denormal, 1},
                                {inf, inf},
                                {-inf, 0},
                                {nan, nan},
                                {-nan, nan},
                                {710, inf},
                                {largest, inf},
                                {-largest, 0},
                                {-745.2, 0},
                                {-745, denormal},
                                {1, 2.718281828459045},
                                {709.782712893384, 1.7976931348622732e+308},
                                {-708.3964185322641, 2.2250738585072626e-308}})
    expect("exp", x, 0, m::exp(x), want);
  for (const auto& [x, want] : {One{0, -inf},
                                {-0.0, -inf},
                                {1, 0},
                                {inf, inf},
                                {-1, nan},
                                {-inf, nan},
                                {-denormal, nan},
                                {nan, nan},
                                {denormal, -744.4400719213812},
                                {largest, 709.782712893384},
                                {2, 0.6931471805599453},
                                {10, 2.302585092994046}})
    expect("log", x, 0, m::log(x), want);
  // 6381956970095103 * 2^797 is the double that comes closest to a multiple of pi/2; the values are
  // mpmath's.
  for (const auto& [x, want] : {One{0, 1},
                                {-0.0, 1},
                                {denormal, 1},
                                {inf, nan},
                                {-inf, nan},
                                {nan, nan},
                                {1e300, -0.5753861119575491},
                                {1.5707963267948966, 6.123233995736766e-17},
                                {6381956970095103 * 0x1p797, -4.687165924254628e-19},
                                {-6381956970095103 * 0x1p797, -4.687165924254628e-19},
                                {3.141592653589793, -1}})
    expect("cos", x, 0, m::cos(x), want);
  for (const auto& [x, want] : {One{0, 1},
                                {-0.0, 1},
                                {0.5, 0},
                                {-0.5, 0},
                                {1, -1},
                                {-1, -1},
                                {1.5, 0},
                                {2, 1},
                                {0x1p50 + 0.5, 0},
                                {0x1p51 - 0.5, 0},
                                {0x1p52 + 1, -1},
                                {0x1p52 + 2, 1},
                                {0x1p53, 1},
                                {largest, 1},
                                {inf, nan},
                                {-inf, nan},
                                {nan, nan},
                                {denormal, 1}})
    expect("cospi", x, 0, m::cospi(x), want);
  for (const auto& [x, want] : {One{0, 0},
                                {-0.0, -0.0},
                                {0.5, 0},
                                {-0.5, -1},
                                {-1, -1},
                                {2.5, 2},
                                {-2.5, -3},
                                {0x1p52 - 0.5, 0x1p52 - 1},
                                {-0x1p52 + 0.5, -0x1p52},
                                {0x1p53, 0x1p53},
                                {inf, inf},
                                {-inf, -inf},
                                {-denormal, -1},
                                {denormal, 0},
                                {0x1p51 + 0.5, 0x1p51},
                                {1 - 0x1p-53, 0}})
    expect("floor", x, 0, m::floor(x), want);
  for (const auto& [x, want] : {One{0, 0},
                                {-0.0, -0.0},
                                {1, 1},
                                {-1, -1},
                                {27, 3},
                                {-0.125, -0.5},
                                {0x1p1023, 0x1p341},
                                {0x1p-1074, 0x1p-358},
                                {inf, inf},
                                {-inf, -inf},
                                {nan, nan},
                                {-nan, nan}})
    expect("cbrt", x, 0, m::cbrt(x), want);

  for (const auto& [x, y, want] : {Two{0, 0, 1},
                                   {-0.0, 0, 1},
                                   {nan, 0, 1},
                                   {inf, -0.0, 1},
                                   {-inf, 0, 1},
                                   {-3, 0, 1},
                                   {1, nan, 1},
                                   {1, inf, 1},
                                   {1, -inf, 1},
                                   {1, largest, 1},
                                   {-1, inf, 1},
                                   {-1, -inf, 1},
                                   {-1, largest, 1},
                                   {nan, 1, nan},
                                   {2, nan, nan},
                                   {0, nan, nan},
                                   {-1, nan, nan},
                                   {nan, nan, nan},
                                   {0, 2, 0},
                                   {-0.0, 2, 0},
                                   {-0.0, 3, -0.0},
                                   {0, 3, 0},
                                   {-0.0, 0.5, 0},
                                   {0, inf, 0},
                                   {-0.0, inf, 0},
                                   {0, -2, inf},
                                   {-0.0, -2, inf},
                                   {-0.0, -3, -inf},
                                   {0, -3, inf},
                                   {-0.0, -0.5, inf},
                                   {0, -inf, inf},
                                   {0, -denormal, inf},
                                   {0, denormal, 0},
                                   {inf, denormal, inf},
                                   {inf, -denormal, 0},
                                   {inf, 2, inf},
                                   {inf, -2, 0},
                                   {-inf, 2, inf},
                                   {-inf, 3, -inf},
                                   {-inf, 0.5, inf},
                                   {-inf, -2, 0},
                                   {-inf, -3, -0.0},
                                   {-inf, -0.5, 0},
                                   {inf, inf, inf},
                                   {inf, -inf, 0},
                                   {-inf, inf, inf},
                                   {-inf, -inf, 0},
                                   {0.5, inf, 0},
                                   {0.5, -inf, inf},
                                   {-0.5, inf, 0},
                                   {-2, inf, inf},
                                   {-2, -inf, 0},
                                   {2, inf, inf},
                                   {2, -inf, 0},
                                   {-8, 1.0 / 3, nan},
                                   {-denormal, 0.5, nan},
                                   {-2, 3, -8},
                                   {-2, 2, 4},
                                   {-2, -1, -0.5},
                                   {-2, 1025, -inf},
                                   {-2, -1075, -0.0},
                                   {-1, 0x1p53 - 1, -1},
                                   {-1, 0x1p53, 1},
                                   {-1, 0x1p52 + 1, -1},
                                   {-1, 1e300, 1},
                                   {2, 1024, inf},
                                   {2, 1023, 0x1p1023},
                                   {2, -1022, tiny},
                                   {2, -1074, denormal},
                                   {2, -1075, 0},
                                   {2, -1074.5, denormal},
                                   {10, 2, 100},
                                   {10, 15, 1e15},
                                   {10, -1, 0.1},
                                   {10, 308, 1e308},
                                   {0.5, 1, 0.5},
                                   {3, 33, 5559060566555523},
                                   {0.1, 1, 0.1},
                                   {denormal, 1, denormal},
                                   {denormal, 0.5, 0x1p-537},
                                   {denormal, -1, inf},
                                   {tiny, 1, tiny},
                                   {largest, 1, largest},
                                   {1 - 0x1p-53, 0x1p63, 0},
                                   {1 + 0x1p-52, 0x1p62, inf},
                                   {1 + 0x1p-52, 0x1p52, 2.718281828459045},
                                   {0.25, 0.5, 0.5}})
    expect("pow", x, y, m::pow(x, y), want);
  for (int64_t t : {int64_t{0}, int64_t{1}, int64_t{2}, int64_t{1000}, int64_t{1} << 40})
    expect("ipow", 0.999, double(t), m::ipow(0.999, t), m::pow(0.999, double(t)));
  expect("ipow", -2, 3, m::ipow(-2, 3), -8);
  expect("ipow", 0, 0, m::ipow(0, 0), 1);
}

// --------------------------------------------------------------------------------- fixed arguments

struct Random {  // splitmix64 (S. Vigna, public domain): integer arithmetic only
  uint64_t state;
  uint64_t next() {
    uint64_t z = state += 0x9e3779b97f4a7c15;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
  }
  double uniform() { return static_cast<double>(next() >> 11) * 0x1p-53; }
  double any() {
    return std::bit_cast<double>(next());
  }  // all exponents, both signs, now and then a NaN
};

// No sum of a rounded product: this file may be compiled with contraction to FMA, and the arguments
// stay the same.
void arguments(std::string_view name, std::vector<double>& x, std::vector<double>& y) {
  Random r{uint64_t{name.size()} * 1000003 + static_cast<unsigned char>(name.front())};
  const double edges[] = {0,         -0.0, 1,       -1,       inf, -inf, nan,    denormal,
                          -denormal, tiny, largest, -largest, 0.5, 2,    0x1p52, 0x1p53};
  for (size_t i = 0; i < x.size(); ++i) {
    const double u = r.uniform(), v = r.uniform();
    switch (i % 8) {
      case 0: x[i] = r.any(), y[i] = r.any(); break;
      case 1: x[i] = edges[r.next() % 16], y[i] = edges[r.next() % 16]; break;
      case 2: x[i] = (u - 0.5) * 4, y[i] = (v - 0.5) * 16; break;
      case 3: x[i] = 1 + (u - 0.5) * 0x1p-20, y[i] = (v - 0.5) * 0x1p30; break;
      case 4: x[i] = u, y[i] = static_cast<double>(r.next() % 5000); break;
      case 5: x[i] = -u * 745.2, y[i] = v; break;
      case 6: x[i] = u * 1500, y[i] = -v * 110; break;
      default: x[i] = u * 0x1p22, y[i] = static_cast<double>(r.next() % 64) - 32;
    }
    if (name == "half_cosine")  // is asked for nothing else
      x[i] = i % 8 < 2 ? static_cast<double>(r.next() % 9) / 8 : i % 8 == 2 ? u * 0x1p-20 : u;
  }
}

uint64_t digest(const std::vector<double>& values) {  // FNV-1a, low byte first
  uint64_t h = 0xcbf29ce484222325;
  for (double v : values)
    for (int k = 0; k < 64; k += 8) h = (h ^ ((bits(v) >> k) & 0xff)) * 0x100000001b3;
  return h;
}

struct Digest {
  std::string_view name;
  uint64_t value;
};
// The promise: change a bit of a result anywhere and this test fails. To be changed only with the
// functions.
constexpr Digest expected[] = {
    {"exp", 0x13c3d4a708cd162b},   {"log", 0x02f36429a4014865},
    {"pow", 0x6bc6b5329ae15906},   {"cos", 0xab947386c7791794},
    {"cospi", 0xbf8ec44b65cbbc8f}, {"floor", 0x258418a6c224f4f0},
    {"cbrt", 0x5eb0394bbb4e6ef5},  {"half_cosine", 0x4b8631ab9d8f8bf3},
};

void check_digest(std::string_view name, uint64_t value) {
  std::printf("math %.*s %016llx\n", int(name.size()), name.data(),
              static_cast<unsigned long long>(value));
  for (const Digest& d : expected)
    if (d.name == name && d.value == value) return;
  ++failures;
  std::printf("FAILED: another digest of %.*s than expected\n", int(name.size()), name.data());
}

void bits_and_digests() {
  const size_t n = 160'005;  // not a multiple of any register
  std::vector<double> x(n), y(n), scalar(n), array(n);
  for (const Function& reference : functions_of(gradstep::compiled_isas.front())) {
    arguments(reference.name, x, y);
    for (size_t i = 0; i < n; ++i) scalar[i] = reference.scalar(x[i], y[i]);
    check_digest(reference.name, digest(scalar));
    for (Isa isa : gradstep::compiled_isas) {
      if (!gradstep::runs(isa)) {
        std::printf("%s does not run here\n", std::string(gradstep::name(isa)).c_str());
        continue;
      }
      for (const Function& f : functions_of(isa)) {
        if (f.name != reference.name) continue;
        const std::string what = std::string(gradstep::name(isa)) + " " + std::string(f.name);
        f.array(x.data(), y.data(), array.data(), n);
        for (size_t i = 0; i < n && failures < 20; ++i) {
          expect(what.c_str(), x[i], y[i], array[i], scalar[i]);
          expect((what + " scalar").c_str(), x[i], y[i], f.scalar(x[i], y[i]), scalar[i]);
        }
        for (size_t from = 0; from < 9;
             ++from)  // every alignment and tail, and nothing written behind it
          for (size_t count = 0; count < 20 && failures < 20; ++count) {
            std::vector<double> out(32, 123);
            f.array(x.data() + from, y.data() + from, out.data() + 1, count);
            for (size_t i = 0; i < 32; ++i) {
              const bool inside = i >= 1 && i < 1 + count;
              expect(what.c_str(), x[from + i], y[from + i], out[i],
                     inside ? scalar[from + i - 1] : 123);
            }
          }
      }
    }
  }
}

void powers_of_one_base() {
  Random r{42};
  for (int i = 0; i < 20'000 && failures < 20; ++i) {
    const double base = i % 3 ? r.uniform() : r.any(), y = i % 5 ? r.uniform() * 1000 : r.any();
    expect("PowersOf", base, y, m::PowersOf(base)(y), m::pow(base, y));
  }
}

}  // namespace

// The exponential of a register of floats is that in double, rounded. This looks at every 4093rd
// float, which no power of two divides, and at the ends.
void exp_of_floats() {
  using V = gradstep::vec<float>;
  const auto check = [](float x) {
    float got[V::lanes];
    store(got, gradstep::exp(V(static_cast<double>(x))), V::lanes);
    const auto want = static_cast<float>(m::exp(static_cast<double>(x)));
    if (std::bit_cast<std::uint32_t>(got[0]) != std::bit_cast<std::uint32_t>(want) && x == x)
      expect("exp of a float", x, 0, got[0], want);
    if (x != x && got[0] == got[0]) expect("exp of a NaN", x, 0, got[0], want);
  };
  for (std::uint64_t bits = 0; bits < std::uint64_t{1} << 32; bits += 4093)
    check(std::bit_cast<float>(static_cast<std::uint32_t>(bits)));
  for (const double x :
       {0.0, -0.0, inf, -inf, 88.72283, 88.72284, -87.33655, -103.27893, -103.9721})
    check(static_cast<float>(x));
}

int main() {
  special_values();
  exp_of_floats();
  bits_and_digests();
  powers_of_one_base();
  std::printf(failures ? "%d failures\n" : "math: all right\n", failures);
  return failures != 0;
}
