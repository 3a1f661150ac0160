#include "gradients.hpp"

#include <pybind11/stl.h>

#include <map>
#include <utility>

#include "../errors.hpp"
#include "../python_side.hpp"

namespace gradstep::python {

// The gradients and inputs of a step.

void Gradients::bind(const py::object& grads) {
  if (grads.is_none()) {
    bound_.clear();
    return;
  }
  const auto list = grads.cast<std::vector<py::object>>();
  apart_.resize(params_.size());
  for (std::size_t i = 0; i < list.size(); ++i) {
    converted_.clear();
    if (!list[i].is_none()) read(i, list[i].ptr());
  }
  converted_.clear();
  if (zeroing()) keep_apart(list);
  bound_ = list;
}

void Gradients::take(const py::object& grads) {
  const bool given = !grads.is_none();
  const std::size_t count = params_.size();
  if (given && zeroing())
    throw error(
        Reason::gradient,
        "zero_grads=True zeroes gradients that were bound with grads=; step() takes none then");
  given_.assign(count, nullptr);
  apart_.resize(count);
  if (given) {
    if (!PyList_Check(grads.ptr()) ||
        static_cast<std::size_t>(PyList_GET_SIZE(grads.ptr())) != count)
      throw error(Reason::gradient, "one gradient per parameter is needed");
    for (std::size_t i = 0; i < count; ++i)
      given_[i] = PyList_GET_ITEM(grads.ptr(), static_cast<py::ssize_t>(i));
  } else {
    if (bound_.size() != count)
      throw error(Reason::gradient,
                  "step() needs gradients: pass them, or bind their buffers once with grads= at "
                  "construction");
    for (std::size_t i = 0; i < count; ++i) given_[i] = bound_[i].ptr();
  }
  converted_.clear();
  pointers_.assign(count, nullptr), types_.assign(count, Storage::f32);
  zeros_.assign(zeroing() ? count : 0, nullptr);
  for (std::size_t i = 0; i < count; ++i) {
    if (given_[i] == Py_None) given_[i] = nullptr;
    if (given_[i] == nullptr) continue;
    const std::size_t before = converted_.size();
    const Source g = read(i, given_[i]);
    pointers_[i] = g.data, types_[i] = g.type;
    if (zeroing() && converted_.size() == before) zeros_[i] = const_cast<void*>(pointers_[i]);
  }
}

void Gradients::take_inputs(const py::object& inputs) {
  inputs_.clear();
  if (inputs.is_none()) return;
  const Engine& engine = params_.engine();
  const std::size_t count = params_.size();
  inputs_.assign(max_inputs * count, nullptr);
  const auto lists = inputs.cast<std::vector<std::vector<py::object>>>();
  for (std::size_t i = 0; i < count; ++i) {
    const auto& names = engine.groups()[engine.params()[i].group].rule->inputs;
    for (std::size_t k = 0; k < lists[i].size(); ++k)
      if (!lists[i][k].is_none())
        inputs_[k * count + i] = read_input(i, lists[i][k].ptr(), std::string(names[k].name));
  }
}

void Gradients::finish() {
  if (zeroing())
    for (std::size_t i = 0; i < params_.size(); ++i)
      if (given_[i] != nullptr && zeros_[i] == nullptr)  // numpy zeroes what it converted
        py::reinterpret_borrow<py::object>(given_[i]).attr("fill")(0);
  converted_.clear();
}

// One gradient, one input.

// The address of a gradient that lies as its parameter does. numpy converts all others first.
Gradients::Source Gradients::read(std::size_t i, PyObject* object) {
  const py::array g = checked(i, object, "gradient"), &p = params_.array(i);
  if (zeroing() && !g.writeable())
    throw error(
        Reason::gradient,
        "the gradient of '" + params_.path(i) + "' is read-only; zero_grads=True needs to write it",
        params_.path(i));
  if (!same_layout(g, p) || !aligned(g)) return convert(i, g, "gradient", true);
  Apart& apart = apart_[i];
  const PyObject* const dtype = py::detail::array_proxy(g.ptr())->descr;
  if (g.data() == apart.data && dtype == apart.dtype.ptr()) return {apart.data, apart.type};
  const auto element = element_of(g);
  if (!element || element->parts != params_.parts(i)) return convert(i, g, "gradient", true);
  refuse_overlap(i, g, "gradient");
  apart = {g.data(), g.dtype(), element->type};
  return {apart.data, apart.type};
}

// The same for a further input of a rule, which is always in the compute dtype.
const void* Gradients::read_input(std::size_t i, PyObject* object, const std::string& name) {
  const std::string what = "input '" + name + "'";
  const py::array g = checked(i, object, what);
  const Element own{storage_of(params_.engine().params()[i].dtype), params_.parts(i)};
  if (!same_layout(g, params_.array(i)) || !aligned(g) || element_of(g) != own)
    return convert(i, g, what, false).data;
  refuse_overlap(i, g, what);
  return g.data();
}

// An array of the parameter's shape.
py::array Gradients::checked(std::size_t i, PyObject* object, const std::string& what) const {
  const std::string& path = params_.path(i);
  const py::array& p = params_.array(i);
  const auto the = [&] { return "the " + what + " of '" + path + "'"; };
  if (!py::isinstance<py::array>(object))
    throw error(Reason::gradient,
                the() + " is " + text(py::repr(py::type::handle_of(object))) +
                    "; give a numpy array of shape " + shape_text(p) +
                    ", or None to leave the parameter as it is",
                path);
  const auto g = py::reinterpret_borrow<py::array>(object);
  if (!same_shape(g, p))
    throw error(Reason::gradient,
                the() + " has shape " + shape_text(g) + "; the parameter has " + shape_text(p),
                path);
  return g;
}

// A copy by numpy that lies as the parameter does: in its own type if the kernels read that and it
// may be `native`, else in the compute dtype.
Gradients::Source Gradients::convert(std::size_t i, const py::array& g, const std::string& what,
                                     bool native) {
  const std::string& path = params_.path(i);
  const auto element = element_of(g);
  const bool kept = native && element && element->parts == params_.parts(i);
  const char kind = g.dtype().kind();
  const std::string type = text(g.dtype());
  if (kind == 'c' && params_.parts(i) == 1)
    throw error(Reason::dtype,
                "the " + what + " of '" + path +
                    "' is complex and the parameter is not; use its real part, g.real",
                path);
  if (!element && kind != 'f' && kind != 'c' && type.rfind("float8", 0) != 0)
    throw error(Reason::dtype,
                "the " + what + " of '" + path + "' has dtype " + type +
                    "; it must be floating: use g.astype(" + text(params_.computed(i)) + ")",
                path);
  const py::dtype to = kept ? g.dtype() : params_.computed(i);
  converted_.push_back(in_python::like(g, params_.array(i), to));
  return {converted_.back().cast<py::array>().data(),
          kept ? element->type : storage_of(params_.engine().params()[i].dtype)};
}

void Gradients::refuse_overlap(std::size_t i, const py::array& g, const std::string& what) const {
  if (const auto* other =
          params_.engine().overlapping(g.data(), static_cast<std::size_t>(g.nbytes()), i))
    throw error(Reason::gradient,
                "the " + what + " of '" + params_.path(i) + "' overlaps the parameter '" +
                    other->path + "' in memory; give a copy",
                params_.path(i));
}

// Gradients that are zeroed once they are used must not share memory, neither with a parameter nor
// with one another.
void Gradients::keep_apart(const std::vector<py::object>& grads) const {
  std::map<std::uintptr_t, std::pair<std::uintptr_t, std::size_t>> taken;  // begin: end, which
  for (std::size_t i = 0; i < grads.size(); ++i) {
    if (grads[i].is_none()) continue;
    const auto [begin, end] = extent(py::reinterpret_borrow<py::array>(grads[i]));
    if (begin == end) continue;
    const auto refuse_sharing = [&](const std::string& other) {
      throw error(Reason::gradient,
                  "zero_grads=True cannot zero the gradient of '" + params_.path(i) +
                      "': it shares memory with " + other + "; give it its own",
                  params_.path(i));
    };
    if (const auto* param = params_.engine().overlapping(reinterpret_cast<const void*>(begin),
                                                         end - begin, params_.size()))
      refuse_sharing("the parameter '" + param->path + "'");
    const auto next = taken.lower_bound(end);
    if (next != taken.begin() && std::prev(next)->second.first > begin)
      refuse_sharing("the gradient of '" + params_.path(std::prev(next)->second.second) + "'");
    taken.emplace(begin, std::pair(end, i));
  }
}

// What is wrong with one of them, in the caller's terms.

std::string Gradients::located(const std::string& engines, const std::string& path,
                               std::int64_t index) const {
  std::string message = engines;
  for (std::size_t i = 0; i < params_.size(); ++i) {
    if (params_.path(i) != path || given_[i] == nullptr) continue;
    const std::int64_t element = index / static_cast<std::int64_t>(params_.parts(i));
    const std::string flat = "[" + std::to_string(index) + "]";
    if (const auto at = message.find("'" + path + "'" + flat); at != std::string::npos)
      message.replace(at + path.size() + 2, flat.size(),
                      index_text(index_of(params_.array(i), element)));
    const auto g = py::reinterpret_borrow<py::array>(given_[i]);
    const py::dtype computed = params_.computed(i);
    if ((g.dtype().kind() == 'f' || g.dtype().kind() == 'c') && g.itemsize() > computed.itemsize())
      message += " (given as " + type_text(g) + ", used as " + text(computed) + ")";
  }
  return message;
}

void Gradients::raise(const error& e) const {
  // Without ml_dtypes a bfloat16 is a record of its bits.
  const auto real = [](const py::object& value) {
    return py::float_(py::isinstance(value, in_python::numpy_void.get())
                          ? in_python::bfloat16_value(value)
                          : value);
  };
  py::dict fields;
  fields["path"] = e.path;
  fields["n"] = e.n;
  for (std::size_t i = 0; i < params_.size(); ++i)
    if (params_.path(i) == e.path) {
      const auto element = e.index / static_cast<std::int64_t>(params_.parts(i));
      const py::tuple index = py::tuple(py::cast(index_of(params_.array(i), element)));
      fields["index"] = index;
      if (given_[i] == nullptr) continue;  // a sum of earlier calls is to blame (accumulate)
      const py::object value = py::reinterpret_borrow<py::object>(given_[i])[index];
      fields["value"] = params_.parts(i) == 2 ? value.attr("item")() : py::object(real(value));
    }
  set_python_error(e.reason, located(e.what(), e.path, e.index), fields);
  throw py::error_already_set();
}

}  // namespace gradstep::python
