// All things of Python that C++ uses, by module and name. Only here does C++ import modules.
#pragma once
#include <pybind11/pybind11.h>

#include <utility>

namespace gradstep::python {
namespace py = pybind11;

/// A thing in a module of Python. It is looked up whenever it is used: so `import gradstep` imports
/// nothing for it, nothing is kept that could outlive its interpreter, and a module that has been
/// reloaded is used as it is now.
struct PythonThing {
  const char *module, *name;

  py::object get() const { return py::module_::import(module).attr(name); }
  template <class... Args>
  py::object operator()(Args&&... args) const {
    return get()(std::forward<Args>(args)...);
  }
};

namespace in_python {

inline constexpr PythonThing like{"gradstep._optimizer.copies", "like"};
inline constexpr PythonThing bfloat16_value{"gradstep._trees.dtypes", "bfloat16_value"};
inline constexpr PythonThing shown_bfloat16{"gradstep._trees.dtypes", "shown_bfloat16"};
inline constexpr PythonThing reconstruct_schedule{"gradstep.reconstruct", "schedule"};
inline constexpr PythonThing reconstruct_value{"gradstep.reconstruct", "value"};
inline constexpr PythonThing plot{"gradstep._schedules.show", "plot"};
inline constexpr PythonThing ascii{"gradstep._schedules.show", "ascii"};
inline constexpr PythonThing table{"gradstep._schedules.show", "table"};

inline constexpr PythonThing get_close_matches{"difflib", "get_close_matches"};
inline constexpr PythonThing inspect_parameter{"inspect", "Parameter"};  // numpy imports inspect
inline constexpr PythonThing inspect_signature{"inspect", "Signature"};
inline constexpr PythonThing numpy_void{"numpy", "void"};

/// An exception class.
constexpr PythonThing exception(const char* name) { return {"gradstep.errors", name}; }
/// What this extension has by that name, as Python sees it.
constexpr PythonThing own(const char* name) { return {"gradstep._core", name}; }

}  // namespace in_python
}  // namespace gradstep::python
