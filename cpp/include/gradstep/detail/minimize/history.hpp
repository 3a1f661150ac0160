// What L-BFGS remembers: the last pairs of steps s and changes of the gradient y, and their dot
// products.
//
// The two-loop recursion (Nocedal, Updating quasi-Newton matrices with limited storage, 1980) is
// done on the coefficients of s, y and g, for which all dot products among them are enough (Chen,
// Wang & Zhou, Large-scale L-BFGS using MapReduce, 2014). An iteration then reads the history
// twice: once for the products with what is new, and once for the direction. The loops themselves
// would read it, and a vector, four times, even with each subtraction fused with the next product.
#pragma once
#include <algorithm>

#include "vectors.hpp"

#include "../exact_begin.hpp"

namespace gradstep::detail {

template <class T>
class History {
 public:
  /// A history of up to `most` pairs, in vectors [first, first + vectors(most)) of v.
  History(Vectors<T>& v, std::size_t first, std::size_t most)
      : v_(v), first_(first), rows_(most + 1), most_(most), sy_(rows_ * rows_), yy_(rows_ * rows_) {
    for (auto* x : {&sg_, &yg_, &a_, &c_, &least_}) x->resize(rows_);
    order_.reserve(rows_);
    for (std::size_t r = 0; r < rows_; ++r) unused_.push_back(r);
    sums_.resize(sums(most));
  }
  // One pair more than is kept: the newest is made before the oldest is given up.
  static std::size_t vectors(std::size_t most) { return 2 * (most + 1); }
  /// Sums over which a pass runs: six for each row, or for each row and three columns.
  static std::size_t sums(std::size_t most) { return 6 * (most + 1) * ((most + 1 + 2) / 3) + 3; }

  std::size_t size() const { return order_.size(); }
  void forget() {
    while (!order_.empty()) unused_.push_back(order_.back()), order_.pop_back();
  }

  /// Calls f(s, y) for each pair, oldest first.
  template <class F>
  void each(F f) const {
    for (const std::size_t r : order_) f(s(r), y(r));
  }
  /// Takes these pairs, and computes their products with each other and with g, where elements are
  /// free: the same bits as from `add`, which takes these sums.
  void restore(const std::vector<std::vector<T>>& steps, const std::vector<std::vector<T>>& changes,
               const T* g, const T* free) {
    forget();
    for (std::size_t i = 0; i < steps.size(); ++i) {
      const std::size_t row = unused_.back();
      unused_.pop_back(), order_.push_back(row);
      std::copy(steps[i].begin(), steps[i].end(), s(row));
      std::copy(changes[i].begin(), changes[i].end(), y(row));
    }
    multiply_all(nullptr);
    for (const std::size_t r : order_) least_[r] = trust * sy(r, r);
    if (free != nullptr) multiply_all(free);
    multiply(g, free, false);
  }

  /// What `add` must know of the move from x0 to x1.
  struct Move {
    const T *x1, *x0, *g1, *g0;
    double step;         // along a direction d of which H g0 = -d, for `damped`
    double slope, norm;  // d·g0, |g0|
    const T* free;       // null: all elements are
    bool changed;        // `free` is not what it was
    bool damped;         // Powell
    double cautious;     // Li & Fukushima's epsilon; 0: not asked for
  };

  /// Takes the pair in if its curvature can be trusted, and computes all products with it and with
  /// g1.
  void add(const Move& m) {
    const std::size_t row = unused_.back();
    T *const s = this->s(row), *const y = this->y(row);
    double pair[3];  // s·y, y·y, s·s
    v_.sum(6 * sizeof(T), 3, pair, [&](std::size_t i, std::size_t n, double* out) {
      v_.kernels.pair(m.x1 + i, m.x0 + i, m.g1 + i, m.g0 + i, s + i, y + i, n, out);
    });
    // Where nothing is known yet, H is 1 only for want of a scale.
    if (m.damped && !order_.empty()) damp(m, s, y, pair);
    const bool trusted = finite(pair[1]) && pair[0] > -trust * m.step * m.slope &&
                         !(m.cautious > 0 && pair[0] < m.cautious * m.norm * pair[2]);
    if (trusted) {
      unused_.pop_back();
      if (order_.size() == most_) {
        unused_.push_back(order_.front());
        order_.erase(order_.begin());
      }
      order_.push_back(row);
      least_[row] = trust * pair[0];
    }
    if (m.changed) multiply_all(m.free);
    multiply(m.g1, m.free, trusted);
  }

  /// d = -H g, where g is 0 except where it is free; sums = d·g, d·d.
  void direct(T* d, const T* g, double (&out)[2]) {
    coefficients();
    v_.sum((2 * order_.size() + 2) * sizeof(T), 2, out,
           [&](std::size_t i, std::size_t n, double* sums) {
             alignas(line) double sum[sum_block];
             std::fill_n(sum, n, 0.0);
             for (const std::size_t r : order_)
               v_.kernels.gather(sum, -c_[r], s(r) + i, scale_ * a_[r], y(r) + i, n);
             v_.kernels.direct(d + i, sum, -scale_, g + i, n, sums);
           });
  }

 private:
  // s·y is as good as 0 below this part of -s·g0; where elements are fixed, below this part of s·y
  // over all elements. That is rounding.
  static constexpr double trust = std::numeric_limits<T>::epsilon();

  T* s(std::size_t row) const { return v_[first_ + row]; }
  T* y(std::size_t row) const { return v_[first_ + rows_ + row]; }
  double& sy(std::size_t i, std::size_t j) { return sy_[i * rows_ + j]; }
  double& yy(std::size_t i, std::size_t j) { return yy_[i * rows_ + j]; }

  bool curved(std::size_t r) { return sy(r, r) > least_[r]; }

  // Powell, Algorithms for nonlinear constraints that use Lagrangian functions, 1978: B s =
  // -step·g0 for a step along -H g0.
  void damp(const Move& m, T* s, T* y, double (&pair)[3]) {
    double sg[3];
    v_.sum(2 * sizeof(T), 3, sg, [&](std::size_t i, std::size_t n, double* out) {
      v_.kernels.dots(m.g0 + i, s + i, s + i, s + i, n, out);
    });
    const double curvature = -m.step * sg[0];
    if (!(pair[0] < 0.2 * curvature)) return;
    const double theta = 0.8 * curvature / (curvature - pair[0]);
    double sums[3];
    v_.sum(4 * sizeof(T), 3, sums, [&](std::size_t i, std::size_t n, double* out) {
      v_.kernels.blend(y + i, theta, -(1 - theta) * m.step, m.g0 + i, n);
      v_.kernels.dots(y + i, s + i, y + i, y + i, n, out);
    });
    pair[0] = sums[0], pair[1] = sums[1];
  }

  // A vector where it is free: itself, or a copy in `room`.
  const T* where_free(const T* x, const T* free, T* room, std::size_t i, std::size_t n) const {
    if (free == nullptr) return x + i;
    v_.kernels.mask(room, x + i, free + i, n);
    return room;
  }

  // The products of all rows with g and, if there is one, with the newest pair.
  void multiply(const T* g, const T* free, bool newest) {
    const std::size_t count = order_.size();
    if (count == 0) return;
    const std::size_t row = order_.back();
    v_.sum((2 * count + 3) * sizeof(T), 6 * count, sums_.data(),
           [&](std::size_t i, std::size_t n, double* out) {
             alignas(line) T room[3][sum_block];
             const T* const a = where_free(g, free, room[0], i, n);
             const T* const b = newest ? where_free(y(row), free, room[1], i, n) : a;
             const T* const c = newest ? where_free(s(row), free, room[2], i, n) : a;
             for (const std::size_t r : order_) {
               v_.kernels.dots(s(r) + i, a, b, c, n, out);
               v_.kernels.dots(y(r) + i, a, b, c, n, out + 3);
               out += 6;
             }
           });
    const double* sums = sums_.data();
    for (const std::size_t r : order_) {
      sg_[r] = sums[0], yg_[r] = sums[3];
      if (newest) sy(r, row) = sums[1], yy(r, row) = yy(row, r) = sums[4], sy(row, r) = sums[5];
      sums += 6;
    }
  }

  // All products again, because other elements are free now.
  void multiply_all(const T* free) {
    const std::size_t count = order_.size();
    if (count == 0) return;
    v_.sum(2 * count * sizeof(T), 6 * count * ((count + 2) / 3), sums_.data(),
           [&](std::size_t i, std::size_t n, double* out) {
             alignas(line) T room[3][sum_block];
             for (std::size_t j = 0; j < count; j += 3) {
               const T* column[3];
               for (std::size_t k = 0; k < 3; ++k)
                 column[k] = where_free(y(order_[std::min(j + k, count - 1)]), free, room[k], i, n);
               for (const std::size_t r : order_) {
                 v_.kernels.dots(s(r) + i, column[0], column[1], column[2], n, out);
                 v_.kernels.dots(y(r) + i, column[0], column[1], column[2], n, out + 3);
                 out += 6;
               }
             }
           });
    const double* sums = sums_.data();
    for (std::size_t j = 0; j < count; j += 3)
      for (const std::size_t r : order_) {
        for (std::size_t k = 0; k < 3 && j + k < count; ++k)
          sy(r, order_[j + k]) = sums[k], yy(r, order_[j + k]) = sums[3 + k];
        sums += 6;
      }
  }

  // The two loops: H g = scale g - Σ scale a y + Σ c s. A pair without curvature where it is free
  // takes no part.
  void coefficients() {
    scale_ = 0;
    for (auto r = order_.rbegin(); r != order_.rend(); ++r) {
      a_[*r] = 0;
      if (!curved(*r)) continue;
      if (scale_ == 0) scale_ = sy(*r, *r) / yy(*r, *r);
      double sq = sg_[*r];
      for (auto newer = order_.rbegin(); newer != r; ++newer) sq -= a_[*newer] * sy(*r, *newer);
      a_[*r] = sq / sy(*r, *r);
    }
    if (scale_ == 0) scale_ = 1;
    for (auto r = order_.begin(); r != order_.end(); ++r) {
      c_[*r] = 0;
      if (!curved(*r)) continue;
      double yr = yg_[*r];
      for (const std::size_t j : order_) yr -= a_[j] * yy(*r, j);
      yr *= scale_;
      for (auto older = order_.begin(); older != r; ++older) yr += c_[*older] * sy(*older, *r);
      c_[*r] = a_[*r] - yr / sy(*r, *r);
    }
  }

  Vectors<T>& v_;
  std::size_t first_, rows_, most_;
  std::vector<std::size_t> order_, unused_;  // rows of pairs, oldest first; and the others
  std::vector<double> sy_, yy_, sg_, yg_;    // products, by rows
  std::vector<double> a_, c_, least_, sums_;
  double scale_ = 1;
};

}  // namespace gradstep::detail

#include "../exact_end.hpp"
