// Flat vectors of one length: their memory, and passes over them on several threads with the same
// bits for any number of them.
#pragma once
#include <algorithm>
#include <bit>
#include <limits>
#include <vector>

#include "../../engine.hpp"
#include "../vector_types.hpp"

namespace gradstep::detail {
template <class T>
const VectorKernels<T>& vector_kernels_of(Isa isa);
}

#if GRADSTEP_DEFINITIONS
#define GRADSTEP_REGION "vector.hpp"
#include "../isa/foreach.hpp"

namespace gradstep::detail {
template <class T>
const VectorKernels<T>& vector_kernels_of([[maybe_unused]] Isa isa) {
#if defined(__x86_64__)
  return isa == Isa::avx512 ? avx512::vector_kernels<T>
         : isa == Isa::avx2 ? avx2::vector_kernels<T>
                            : baseline::vector_kernels<T>;
#else
  return vector_kernels<T>;
#endif
}
}  // namespace gradstep::detail
#endif

#include "../exact_begin.hpp"

namespace gradstep::detail {

/// The number whose bits, without the sign, are these as an integer; NaN and Inf come above all
/// others.
template <class T>
double from_magnitude(std::int64_t bits) {
  if constexpr (std::is_same_v<T, float>)
    return std::bit_cast<float>(static_cast<std::int32_t>(bits));
  else
    return std::bit_cast<double>(bits);
}

template <class T>
class Vectors {
 public:
  /// Room for `count` vectors of n elements and for up to `sums` sums over them.
  Vectors(std::size_t n, std::size_t count, std::size_t sums, Isa isa = current_isa().isa)
      : kernels(vector_kernels_of<T>(isa)),
        n_(n),
        blocks_((n + sum_block - 1) / sum_block),
        // apart in the low bits of addresses: vectors are walked side by side
        stride_((n * sizeof(T) + line - 1) / line * line + 5 * line),
        memory_(std::max<std::size_t>(stride_ * count, line)),
        sums_(sums * blocks_),
        totals_(blocks_),
        extremes_(blocks_) {}
  std::size_t size() const { return n_; }
  T* operator[](std::size_t i) const {
    return reinterpret_cast<T*>(memory_.bytes().data() + i * stride_);
  }

  /// Calls work(begin, n) for all blocks; each moves about `bytes` an element.
  template <class F>
  void each(std::size_t bytes, F&& work) const {
    // As in Crew: below 4 MiB waking a thread costs more than it brings.
    constexpr std::size_t wake_bytes = std::size_t{4} << 20, run = 8;
    const int threads = n_ * bytes >= wake_bytes ? num_threads() : 1;
    parallel_for((blocks_ + run - 1) / run, threads, [&](std::size_t part) noexcept {
      for (std::size_t b = part * run; b < std::min(blocks_, (part + 1) * run); ++b)
        work(b * sum_block, std::min(sum_block, n_ - b * sum_block));
    });
  }
  /// The same for work(begin, n, sums), which writes `count` sums of its block; their totals go to
  /// `out`.
  template <class F>
  void sum(std::size_t bytes, std::size_t count, double* out, F&& work) {
    each(bytes, [&](std::size_t begin, std::size_t n) {
      work(begin, n, sums_.data() + begin / sum_block * count);
    });
    for (std::size_t q = 0; q < count; ++q) {
      for (std::size_t b = 0; b < blocks_; ++b) totals_[b] = sums_[b * count + q];
      out[q] = sum_pairwise(totals_);
    }
  }
  /// The same for work that also returns a number: the least, or for integers the greatest, of
  /// them.
  template <class R, class F>
  R extreme(std::size_t bytes, std::size_t count, double* out, F&& work) {
    static_assert(sizeof(R) == sizeof(std::int64_t));
    sum(bytes, count, out, [&](std::size_t begin, std::size_t n, double* sums) {
      extremes_[begin / sum_block] = std::bit_cast<std::int64_t>(work(begin, n, sums));
    });
    R most =
        std::is_same_v<R, double> ? static_cast<R>(std::numeric_limits<double>::infinity()) : R{};
    for (const std::int64_t bits : extremes_) {
      const R x = std::bit_cast<R>(bits);
      if (std::is_same_v<R, double> ? x < most : x > most) most = x;
    }
    return most;
  }

  /// sums = x·y, x·x; returns the largest |x|, Inf or NaN if one is.
  double inspect(const T* x, const T* y, double (&sums)[2]) {
    return from_magnitude<T>(extreme<std::int64_t>(2 * sizeof(T), 2, sums,
                                                   [&](std::size_t i, std::size_t n, double* out) {
                                                     return kernels.inspect(x + i, y + i, n, out);
                                                   }));
  }
  void move(T* out, const T* x, double a, const T* d) const {
    each(3 * sizeof(T),
         [&](std::size_t i, std::size_t n) { kernels.move(out + i, x + i, a, d + i, n); });
  }

  const VectorKernels<T>& kernels;

 private:
  std::size_t n_, blocks_, stride_;
  Block memory_;
  std::vector<double> sums_, totals_;
  std::vector<std::int64_t> extremes_;
};

}  // namespace gradstep::detail

#include "../exact_end.hpp"
