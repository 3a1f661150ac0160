#include "function.hpp"

#include <gradstep/schedule.hpp>

#include <memory>
#include <string>
#include <utility>

#include "../errors.hpp"
#include "../numbers.hpp"
#include "../values.hpp"
#include "arguments.hpp"

namespace gradstep::python {
namespace {

class PythonFunction final : public UserFunction {
 public:
  PythonFunction(py::object f, std::string who) : function(std::move(f)), who_(std::move(who)) {}
  ~PythonFunction() override {
    if (!Py_IsInitialized()) {
      function.release();
      return;
    }
    const py::gil_scoped_acquire gil;
    function = py::object();
  }
  double operator()(std::int64_t n) const override {
    const py::gil_scoped_acquire gil;
    py::object result;
    try {
      result = function(n);
    } catch (py::error_already_set& e) {
      if (!e.matches(PyExc_Exception)) throw;  // Ctrl-C stays what it is
      const py::object raised = exception_class(Reason::schedule)(
          call_text() + " raised " + type_of(e.value()) + " at n=" + std::to_string(n) + ": " +
              std::string(py::str(e.value())),
          py::arg("n") = n);
      PyException_SetCause(raised.ptr(), py::object(e.value()).release().ptr());
      PyErr_SetObject(reinterpret_cast<PyObject*>(Py_TYPE(raised.ptr())), raised.ptr());
      throw py::error_already_set();
    }
    if (const auto value = read_number(result)) return *value;
    error e(Reason::schedule, call_text() + " gave " + no_number(result) +
                                  " (at n=" + std::to_string(n) +
                                  "; a schedule must give a number at every step)");
    e.n = n;
    throw e;
  }
  std::string text() const override {
    const py::gil_scoped_acquire gil;
    return std::string(py::str(py::getattr(function, "__qualname__", py::repr(function))));
  }
  bool equals(const UserFunction& other) const override {
    const auto* o = dynamic_cast<const PythonFunction*>(&other);
    const py::gil_scoped_acquire gil;
    return o != nullptr && function.equal(o->function);
  }
  std::size_t hash() const override {
    const py::gil_scoped_acquire gil;
    const Py_hash_t h = PyObject_Hash(function.ptr());
    if (h == -1) PyErr_Clear();  // equal things still hash equal
    return static_cast<std::size_t>(h);
  }
  py::object function;

 private:
  std::string call_text() const { return who_ + "(" + text() + ")"; }
  const std::string who_;
};

}  // namespace

Schedule make_lambda(const py::object& function, std::optional<double> lr) {
  const std::string who = lr ? "MultiplicativeLambda" : "Lambda";
  if (!PyCallable_Check(function.ptr()))
    fail(who + ": function must be a callable n -> float, not " + shown(function), "function");
  if (py::isinstance<Schedule>(function))
    fail(who + ": function is a schedule already: use it as it is", "function");
  auto f = std::make_shared<const PythonFunction>(function, who);
  if (lr) return multiplicative_lambda(*lr, UserFunctionRef{std::move(f)});
  return lambda(UserFunctionRef{std::move(f)});
}

py::object function_of(const UserFunctionRef& f) {
  return dynamic_cast<const PythonFunction&>(*f.function).function;
}

Schedule as_schedule(py::handle object) {
  if (py::isinstance<Schedule>(object)) return object.cast<Schedule>();
  if (PyCallable_Check(object.ptr()))
    return make_lambda(py::reinterpret_borrow<py::object>(object));
  fail("a schedule or a callable n -> float is needed, not " + shown(object) +
           (read_number(object) ? ": write Constant(" + written(object) + ")" : ""),
       "schedule");
}

}  // namespace gradstep::python
