// numpy arrays as the engine needs them: strict parameters, lenient gradients.
#pragma once
#include <pybind11/numpy.h>
#include <pybind11/pybind11.h>
#include <gradstep/engine.hpp>

#include <algorithm>
#include <bit>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "values.hpp"

namespace gradstep::python {
namespace py = pybind11;

/// What an element is to the kernels: a complex number is a pair of reals, as in torch.
struct Element {
  Storage type;
  std::size_t parts;  // 1, or 2 if complex
  bool operator==(const Element&) const = default;
};

/// bfloat16 of ml_dtypes, or gradstep.bfloat16.
inline bool is_bfloat16(const py::dtype& d) {
  if (d.kind() != 'V' || d.itemsize() != 2) return false;
  const std::string name = text(d);
  return name == "bfloat16" || name == "[('bfloat16', '<u2')]";
}

/// Whether numbers of this dtype are in the machine's byte order, which may be written out: a dtype
/// made from a buffer's format, as of ctypes' arrays, says '<' where others say '='.
inline bool is_native(const py::dtype& d) {
  const char order = d.byteorder();
  return order == '=' || order == '|' ||
         order == (std::endian::native == std::endian::little ? '<' : '>');
}

/// float or complex of 32 or 64 bits a part, float16 or bfloat16, in native byte order. They are
/// told apart by kind and size, which every numpy version keeps, and bfloat16 by its name.
inline std::optional<Element> element_of(const py::array& a) {
  const py::dtype d = a.dtype();
  const char kind = d.kind();
  if (is_bfloat16(d)) return Element{Storage::bf16, 1};
  if ((kind != 'f' && kind != 'c') || !is_native(d)) return std::nullopt;
  const std::size_t parts = kind == 'c' ? 2 : 1;
  const auto bytes = static_cast<std::size_t>(d.itemsize()) / parts;
  if (bytes == 2 && kind == 'f') return Element{Storage::f16, 1};
  if (bytes == 4) return Element{Storage::f32, parts};
  if (bytes == 8) return Element{Storage::f64, parts};
  return std::nullopt;
}

/// How the elements lie by their first index. Of a dense array; in reals.
inline Rows rows_of(const py::array& a, std::size_t parts) {
  if (a.ndim() < 2 || a.size() == 0) return {};
  const auto size = static_cast<std::size_t>(a.size()), rows = static_cast<std::size_t>(a.shape(0));
  const std::size_t inner =
      rows == 1 ? size : static_cast<std::size_t>(a.strides(0) / a.itemsize());
  return {rows, inner * parts, true};
}

/// The axes from the longest stride to the shortest, without those of length 1.
inline std::vector<int> memory_order(const py::array& a) {
  std::vector<int> axes;
  for (int i = 0; i < a.ndim(); ++i)
    if (a.shape(i) != 1) axes.push_back(i);
  std::stable_sort(axes.begin(), axes.end(),
                   [&](int i, int j) { return a.strides(i) > a.strides(j); });
  return axes;
}

/// Whether the elements fill one stretch of memory, in some order of the axes.
inline bool dense(const py::array& a) {
  if (a.size() == 0) return true;
  py::ssize_t expected = a.itemsize();
  const auto axes = memory_order(a);
  for (auto axis = axes.rbegin(); axis != axes.rend(); ++axis) {
    if (a.strides(*axis) != expected) return false;
    expected *= a.shape(*axis);
  }
  return true;
}

inline bool same_shape(const py::array& a, const py::array& b) {
  return a.ndim() == b.ndim() && std::equal(a.shape(), a.shape() + a.ndim(), b.shape());
}
/// By identity: equal types may have several descriptors.
inline bool same_type(const py::array& a, const py::array& b) {
  return py::detail::array_proxy(a.ptr())->descr == py::detail::array_proxy(b.ptr())->descr;
}
/// In elements, whose size may differ; asking numpy for it takes as long as all the rest.
inline bool same_layout(const py::array& a, const py::array& b) {
  const bool same = same_type(a, b);
  const py::ssize_t each_a = same ? 1 : a.itemsize(), each_b = same ? 1 : b.itemsize();
  for (py::ssize_t i = 0; i < a.ndim(); ++i)
    if (a.shape(i) > 1 && a.strides(i) * each_b != b.strides(i) * each_a && a.size() > 0)
      return false;
  return true;
}
inline bool aligned(const py::array& a) {
  return (a.flags() & py::detail::npy_api::NPY_ARRAY_ALIGNED_) != 0;
}

inline std::string shape_text(const py::array& a) { return text(a.attr("shape")); }

/// The first byte of an array and the one past its last, whatever its strides.
inline std::pair<std::uintptr_t, std::uintptr_t> extent(const py::array& a) {
  const auto at = reinterpret_cast<std::uintptr_t>(a.data());
  if (a.size() == 0) return {at, at};
  py::ssize_t low = 0, high = a.itemsize();
  for (py::ssize_t i = 0; i < a.ndim(); ++i) {
    const py::ssize_t reach = (a.shape(i) - 1) * a.strides(i);
    (reach < 0 ? low : high) += reach;
  }
  return {at + static_cast<std::uintptr_t>(low), at + static_cast<std::uintptr_t>(high)};
}

/// The index of the element that lies k-th in memory.
inline std::vector<std::int64_t> index_of(const py::array& a, std::int64_t k) {
  std::vector<std::int64_t> index(static_cast<std::size_t>(a.ndim()), 0);
  std::int64_t block = a.size();
  for (int axis : memory_order(a)) {
    block /= a.shape(axis);
    index[static_cast<std::size_t>(axis)] = k / block;
    k %= block;
  }
  return index;
}

/// As a person writes it: "[2, 0]", and nothing for a 0-d array.
inline std::string index_text(const std::vector<std::int64_t>& index) {
  std::string out;
  for (const std::int64_t i : index) out += (out.empty() ? "[" : ", ") + std::to_string(i);
  return out.empty() ? out : out + "]";
}

/// The dtype as a person writes it.
inline std::string type_text(const py::array& a) {
  const auto element = element_of(a);
  return element && element->type == Storage::bf16 ? "bfloat16" : text(a.dtype());
}

/// What must hold of a parameter; it is never copied and never converted.
inline Element check_parameter(const py::array& a, const std::string& path) {
  const std::string it = "parameter '" + path + "' ";
  const auto element = element_of(a);
  if (!element) {
    const std::string type = text(a.dtype());
    const char kind = a.dtype().kind();
    const bool swapped = (kind == 'f' || kind == 'c') && !is_native(a.dtype());
    const std::string fix = swapped ? " in native byte order: bind an array made by "
                                      "a.astype(a.dtype.newbyteorder('='))"
                            : type == "uint16"
                                ? "; if these are the bits of bfloat16, bind a.view(gs.bfloat16)"
                                : ": bind an array made by a.astype(numpy.float32)";
    throw error(Reason::dtype,
                it + "has dtype " + type +
                    "; parameters are float16, bfloat16, float32, float64, complex64 or "
                    "complex128" +
                    fix,
                path);
  }
  if (!a.writeable())
    throw error(Reason::bind,
                it + "is read-only; bind a writable array (a copy, or a.flags.writeable = True on "
                     "its owner)",
                path);
  if (!aligned(a))
    throw error(Reason::bind, it + "is not aligned to its element size; bind a.copy()", path);
  if (!dense(a))
    throw error(Reason::bind,
                it + "does not fill one stretch of memory (shape " + shape_text(a) + ", strides " +
                    text(a.attr("strides")) + "); bind the array that it is a view of, or a copy",
                path);
  return *element;
}

/// An array of the caller's, and what it was when its address was taken. Whoever has it can change
/// all of that in place: `a.resize(n, refcheck=False)`, `a.shape = ...`, `a.dtype = ...`.
class BoundArray {
 public:
  explicit BoundArray(const py::array& a)
      : now_(a),
        then_(a.dtype(), {a.shape(), a.shape() + a.ndim()}, {a.strides(), a.strides() + a.ndim()},
              a.data(), a) {}

  /// As it was: an array of its own, which nobody else has.
  const py::array& array() const { return then_; }

  /// Whether it is what it was, and can be written.
  bool unchanged() const { return same_memory() && now_.writeable(); }
  /// Whether its bytes are where they were, whatever they count as now.
  bool same_bytes() const { return now_.data() == then_.data() && now_.nbytes() == then_.nbytes(); }
  /// Whether its elements are where they were.
  bool same_memory() const {
    return now_.data() == then_.data() && same_type(now_, then_) && same_shape(now_, then_) &&
           std::equal(now_.strides(), now_.strides() + now_.ndim(), then_.strides());
  }
  /// What is different, and what can be done.
  std::string change() const {
    if (!same_type(now_, then_) || !same_shape(now_, then_))
      return "was " + type_text(then_) + " " + shape_text(then_) + " when it was bound and is " +
             type_text(now_) + " " + shape_text(now_) +
             " now; give it back its dtype and shape, or construct a new optimizer";
    if (now_.data() != then_.data())
      return "was given other memory in place since it was bound; call opt.rebind()";
    if (!now_.writeable())
      return "was made read-only since it was bound; set a.flags.writeable = True";
    return "was given other strides in place since it was bound; give it back its own, or "
           "construct a new optimizer";
  }

 private:
  py::array now_, then_;
};

}  // namespace gradstep::python
