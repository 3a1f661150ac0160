#include "schedule_call.hpp"

#include <pybind11/numpy.h>

#include <span>
#include <vector>

#include "schedule_values.hpp"

namespace gradstep::python {
namespace {

constexpr std::size_t release_gil_from = 4096;

[[noreturn]] void refuse_steps(py::handle n) {
  fail("a step n must be an int or an array of ints, not " + shown(n) + ": write int(n)", "n");
}

const Schedule* schedule_in(PyObject* self) {
  return static_cast<const Schedule*>(
      reinterpret_cast<py::detail::instance*>(self)->get_value_and_holder().value_ptr());
}

}  // namespace

py::object evaluate(const Schedule& s, const py::object& n) {
  if (is_boolean(n)) refuse_steps(n);
  if (!py::isinstance<py::array>(n) && PyIndex_Check(n.ptr())) {
    const auto index = py::reinterpret_steal<py::object>(PyNumber_Index(n.ptr()));
    if (!index) throw py::error_already_set();
    int overflow = 0;
    const long long step = PyLong_AsLongLongAndOverflow(index.ptr(), &overflow);
    if (overflow != 0) fail("n=" + std::string(py::str(n)) + " does not fit into 64 bits", "n");
    return py::float_(s(step));
  }
  if (PyFloat_Check(n.ptr()) || py::isinstance<py::str>(n)) refuse_steps(n);
  const auto any = py::array::ensure(n);
  if (!any) throw py::error_already_set();
  if (any.dtype().kind() != 'i' && any.dtype().kind() != 'u') refuse_steps(n);
  if (any.dtype().kind() == 'u' && any.dtype().itemsize() == 8 && any.size() > 0 &&
      py::int_(any.attr("max")()).attr("bit_length")().cast<int>() > 63)
    fail("a step in n does not fit into 64 bits with sign", "n");
  const auto steps =
      py::array_t<std::int64_t, py::array::c_style | py::array::forcecast>::ensure(any);
  if (!steps) throw py::error_already_set();
  if (steps.ndim() == 0) return py::float_(s(*steps.data()));
  py::array_t<double> out(std::vector<py::ssize_t>(steps.shape(), steps.shape() + steps.ndim()));
  const auto size = static_cast<std::size_t>(steps.size());
  const std::span<const std::int64_t> in(steps.data(), size);
  const std::span<double> values(out.mutable_data(), size);
  if (size >= release_gil_from && !s.calls_user()) {
    const py::gil_scoped_release unlocked;
    s(in, values);
  } else {
    s(in, values);
  }
  return out;
}

PyObject* call_schedule(PyObject* self, PyObject* args, PyObject* kwargs) noexcept {
  const Schedule* s = schedule_in(self);
  if (s == nullptr) {
    PyErr_SetString(PyExc_TypeError, "this schedule was never initialized");
    return nullptr;
  }
  if (kwargs == nullptr && PyTuple_GET_SIZE(args) == 1 &&
      PyLong_CheckExact(PyTuple_GET_ITEM(args, 0))) {
    int overflow = 0;
    const long long n = PyLong_AsLongLongAndOverflow(PyTuple_GET_ITEM(args, 0), &overflow);
    if (overflow == 0 && !s->calls_user()) {
      try {
        return PyFloat_FromDouble((*s)(n));
      } catch (...) {  // raised again below, where exceptions are translated
      }
    }
  }
  const auto method = py::reinterpret_steal<py::object>(PyObject_GetAttrString(self, "evaluate"));
  return method ? PyObject_Call(method.ptr(), args, kwargs) : nullptr;
}

}  // namespace gradstep::python
