// The Python classes of schedules, all final subclasses of Schedule.
#pragma once
#include <pybind11/pybind11.h>

#include <gradstep/schedule.hpp>

#include <initializer_list>
#include <string>

#include "schedule-description.hpp"

namespace gradstep::python {
namespace py = pybind11;

/// Every class that comes from a struct in schedules/.
template <class S>
struct Bound : Schedule {};
struct BoundWarmup : Schedule {};
struct BoundPieces : Schedule {};
struct BoundScale : Schedule {};
struct BoundLambda : Schedule {};

/// A schedule as an instance of its own Python class.
py::object to_python(const Schedule& s);

/// Adds one class per struct in schedules/ to `m`; everything about it comes from the struct.
void bind_structs(py::module_& m);

/// A read-only property: the argument `name` of the schedule, `otherwise` where it has none.
struct Attribute {
  std::string name, type, doc;
  py::object otherwise;
};
template <class C>
void bind_attribute(py::class_<C, Schedule>& cls, const Attribute& a) {
  const auto get = [name = a.name, otherwise = a.otherwise](const Schedule& s) {
    return attribute(s, name, otherwise);
  };
  const std::string doc = "(self) -> " + a.type + "\n\n" + a.doc;
  cls.def_property_readonly(a.name.c_str(), py::cpp_function(get, py::is_method(cls), doc.c_str()),
                            a.doc.c_str());
}

/// A class for what warmup(), sequence(), scale() and Lambda() give.
template <class C>
py::class_<C, Schedule> bind_composite(py::module_& m, const char* name, const char* doc,
                                       std::initializer_list<Attribute> attributes) {
  py::class_<C, Schedule> cls(m, name, doc, py::is_final());
  for (const Attribute& a : attributes) bind_attribute(cls, a);
  return cls;
}

}  // namespace gradstep::python
