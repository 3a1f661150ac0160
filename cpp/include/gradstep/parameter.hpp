// Where parameters and gradients lie: views of the caller's arrays, contiguous or strided, real or
// complex.
#pragma once
#include <array>
#include <complex>
#include <concepts>
#include <cstddef>
#include <iterator>
#include <ranges>
#include <type_traits>

#include "detail/tools.hpp"
#include "types.hpp"

namespace gradstep {

/// The most axes that an array can have here. Axes that follow each other in memory can be given as
/// one.
inline constexpr std::size_t max_axes = 8;

/// An array by pointer, shape and strides; all are counted in elements.
///
///     Strided{w.data(), {3, 4}, {1, 3}}     // 3 rows and 4 columns, column after column
///     Strided{x.data() + 2, {10}, {4}}      // every fourth element from the third on
///
/// A parameter fills one stretch of memory, in any order of its axes, since it is stepped in place:
/// anything else is an error when it is added. Gradients and inputs may have any strides, negative
/// ones and 0 too.
template <class T, std::size_t axes>
struct Strided {
  static_assert(axes <= max_axes, "more axes than max_axes: give neighbours in memory as one");
  T* data;
  std::array<std::size_t, axes> shape;
  std::array<std::ptrdiff_t, axes> strides;
};
template <class T, std::size_t axes>
Strided(T*, const std::size_t (&)[axes], const std::ptrdiff_t (&)[axes]) -> Strided<T, axes>;

namespace detail {

/// How the elements of an array lie, by their indices. Without axes only their number is known.
/// What lies beyond `axes` is not initialized: filling and copying it would take as long as a small
/// array's step.
struct ArrayLayout {
  std::size_t axes = 0;
  std::size_t shape[max_axes];
  std::ptrdiff_t strides[max_axes];
  ArrayLayout() {}
  ArrayLayout(const ArrayLayout& other) { *this = other; }
  // NOLINTNEXTLINE(bugprone-unhandled-self-assignment): elements may be copied onto themselves
  ArrayLayout& operator=(const ArrayLayout& other) {
    axes = other.axes;
    for (std::size_t a = 0; a < axes; ++a) shape[a] = other.shape[a], strides[a] = other.strides[a];
    return *this;
  }
};

/// An array without its type. A complex number is one element here, and a pair of reals to the
/// kernels.
struct ArrayView {
  void* data = nullptr;
  std::size_t size = 0;
  Storage type = Storage::f32;
  bool complex = false;
  bool writable = false;
  ArrayLayout layout;
  std::size_t parts() const { return complex ? 2 : 1; }
  std::size_t element_bytes() const { return size_of(type) * parts(); }
};

/// The real type of an element, or void if it is none.
template <class T>
struct real_of {
  static constexpr bool known = std::is_same_v<T, float> || std::is_same_v<T, double> ||
                                std::is_same_v<T, f16> || std::is_same_v<T, bf16>;
  using type = std::conditional_t<known, T, void>;
  static constexpr bool complex = false;
};
template <>
struct real_of<std::complex<float>> {
  static constexpr bool known = true, complex = true;
  using type = float;
};
template <>
struct real_of<std::complex<double>> {
  static constexpr bool known = true, complex = true;
  using type = double;
};
template <class T>
concept Element = real_of<std::remove_cv_t<T>>::known;

template <class R>
inline constexpr bool is_strided = false;
template <class T, std::size_t axes>
inline constexpr bool is_strided<Strided<T, axes>> = true;
/// What has a pointer, extents and strides, such as std::mdspan.
template <class R>
concept Multidimensional = requires(R& r) {
  r.data_handle();
  r.extent(0);
  r.stride(0);
  r.rank();
};
/// What has a pointer and the strides of its rows and columns, such as the matrices of Eigen.
template <class R>
concept Matrix = requires(R& r) {
  r.data();
  r.rows();
  r.cols();
  r.rowStride();
  r.colStride();
};
template <class R>
concept Flat = requires(R& r) {
  std::data(r);
  std::size(r);
};
/// What a view can be made of. A later check says in plain words whether its elements have a type
/// that can be used.
template <class R>
concept Array = !std::derived_from<std::remove_cvref_t<R>, ArrayView> &&
                (is_strided<std::remove_cvref_t<R>> || Multidimensional<R> || Matrix<R> || Flat<R>);

/// Whether the elements are still there when the call has ended.
template <class R>
inline constexpr bool lasts =
    std::is_lvalue_reference_v<R> || std::ranges::enable_borrowed_range<std::remove_cvref_t<R>> ||
    std::derived_from<std::remove_cvref_t<R>, ArrayView> || is_strided<std::remove_cvref_t<R>> ||
    Multidimensional<std::remove_cvref_t<R>>;

template <class R>
constexpr auto* pointer_of(R& r) {
  if constexpr (is_strided<std::remove_cv_t<R>>)
    return r.data;
  else if constexpr (Multidimensional<R>)
    return r.data_handle();
  else if constexpr (Matrix<R>)
    return r.data();
  else
    return std::data(r);
}

template <class T>
void see(ArrayView& view, T* data, std::size_t n) {
  using Real = real_of<std::remove_cv_t<T>>;
  if constexpr (sizeof(typename Real::type) == 2) use_low_precision();
  view.data = const_cast<void*>(static_cast<const void*>(data));
  view.size = n;
  view.type = storage_as<typename Real::type>;
  view.complex = Real::complex;
  view.writable = !std::is_const_v<T>;
}
template <class T, class Extent, class Stride>
void see(ArrayView& view, T* data, std::size_t axes, Extent&& extent, Stride&& stride) {
  see(view, data, 1);
  view.layout.axes = axes;
  for (std::size_t a = 0; a < axes; ++a) {
    view.layout.shape[a] = static_cast<std::size_t>(extent(a));
    view.layout.strides[a] = static_cast<std::ptrdiff_t>(stride(a));
    view.size *= view.layout.shape[a];
  }
}
template <class R>
void see_array(ArrayView& view, R& r) {
  auto* const data = pointer_of(r);
  if constexpr (is_strided<std::remove_cv_t<R>>) {
    see(
        view, data, r.shape.size(), [&](std::size_t a) { return r.shape[a]; },
        [&](std::size_t a) { return r.strides[a]; });
  } else if constexpr (Multidimensional<R>) {
    static_assert(R::rank() <= max_axes, "more axes than max_axes: give neighbours as one");
    see(
        view, data, r.rank(), [&](std::size_t a) { return r.extent(a); },
        [&](std::size_t a) { return r.stride(a); });
  } else if constexpr (Matrix<R>) {
    // a column or a row by its type is a vector
    if constexpr (requires { requires bool(R::IsVectorAtCompileTime); })
      see(
          view, data, 1, [&](std::size_t) { return r.size(); },
          [&](std::size_t) { return r.cols() == 1 ? r.rowStride() : r.colStride(); });
    else
      see(
          view, data, 2, [&](std::size_t a) { return a == 0 ? r.rows() : r.cols(); },
          [&](std::size_t a) { return a == 0 ? r.rowStride() : r.colStride(); });
  } else {
    see(view, data, static_cast<std::size_t>(std::size(r)));
  }
}

}  // namespace detail

/// Where an array lies: made from a vector, a span, {pointer, n} or {pointer, rows, columns}, a
/// Strided, a std::mdspan, or a matrix of Eigen. Its elements are float, double, gradstep::f16,
/// gradstep::bf16 or std::complex of float or double, which are stepped as pairs of reals. It is a
/// view. One that is `lasting` is kept beyond the call, and refuses temporaries, which would be
/// gone by then.
template <bool constant, bool lasting>
class View : public detail::ArrayView {
 public:
  template <detail::Element T>
    requires(constant || !std::is_const_v<T>)
  View(T* first, std::size_t n) {
    detail::see(*this, first, n);
  }
  /// A matrix, row after row. clip_adaptive, centralize and rowwise rules look at rows.
  template <detail::Element T>
    requires(constant || !std::is_const_v<T>)
  View(T* first, std::size_t rows, std::size_t columns) {
    detail::see(
        *this, first, 2, [&](std::size_t a) { return a == 0 ? rows : columns; },
        [&](std::size_t a) { return a == 0 ? columns : 1; });
  }
  template <detail::Array R>
  View(R&& r) {
    using T = std::remove_reference_t<decltype(*detail::pointer_of(r))>;
    static_assert(!lasting || detail::lasts<R>,
                  "gradstep keeps a view of this array, and a temporary is gone when the call "
                  "ends: give a named array, or a span of one");
    static_assert(detail::Element<T>,
                  "the elements of an array must be float, double, gradstep::f16, gradstep::bf16, "
                  "std::complex<float> or std::complex<double>");
    static_assert(constant || !std::is_const_v<T>,
                  "parameters and copies are written in place, and this array is const");
    if constexpr (detail::Element<T>) detail::see_array(*this, r);
  }
  /// No gradient: its parameter is left untouched.
  View(std::nullptr_t)
    requires constant
  {}
  /// What lasts longer may be an argument of a call too.
  template <bool other_lasting>
    requires(!lasting && other_lasting)
  View(const View<constant, other_lasting>& other) : ArrayView(other) {}
};

/// A parameter, or a copy of one: written, and kept.
using Parameter = View<false, true>;
/// A gradient or another input that is kept until it is used.
using Gradient = View<true, true>;
/// A gradient that is used before the call ends, so that it may be a temporary.
using GradientArgument = View<true, false>;

namespace detail {
/// Several arrays, in a container or a view of one.
template <class R>
concept Arrays = !std::derived_from<std::remove_cvref_t<R>, ArrayView> && requires(R& r) {
  std::begin(r) != std::end(r);
  requires std::convertible_to<decltype(*std::begin(r)), GradientArgument>;
};
}  // namespace detail

}  // namespace gradstep
