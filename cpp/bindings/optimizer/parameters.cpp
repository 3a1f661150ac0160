#include "parameters.hpp"

#include <utility>

namespace gradstep::python {

void Parameters::add(const std::string& path, const py::object& object, std::size_t group) {
  const auto a = py::reinterpret_borrow<py::array>(object);
  const Element element = check_parameter(a, path);
  BoundArray bound(a);  // which may run out of memory: before the engine has the parameter
  engine_.add(path, element.type, const_cast<void*>(a.data()),
              element.parts * static_cast<std::size_t>(a.size()), group, rows_of(a, element.parts));
  arrays_.push_back(std::move(bound));
  parts_.push_back(element.parts);
  elements_ += static_cast<std::size_t>(a.size());
}

void Parameters::truncate(std::size_t params, std::size_t groups) {
  engine_.truncate(params, groups);
  for (; arrays_.size() > params; arrays_.pop_back(), parts_.pop_back())
    elements_ -= static_cast<std::size_t>(arrays_.back().array().size());
}

void Parameters::refuse_changed(std::size_t i) const {
  if (engine_.params()[i].frozen && arrays_[i].same_memory()) return;
  throw error(Reason::stale, "the parameter '" + path(i) + "' " + arrays_[i].change(), path(i));
}

void Parameters::rebind(const std::vector<py::array>& arrays) {
  for (std::size_t i = 0; i < arrays.size(); ++i) {  // all checks before the first change
    const Element element = check_parameter(arrays[i], path(i));
    if (element != Element{engine_.params()[i].packing.p, parts_[i]} ||
        !same_shape(arrays[i], array(i)) || !same_layout(arrays[i], array(i)))
      throw error(Reason::bind,
                  "rebind: '" + path(i) + "' was " + type_text(array(i)) + " " +
                      shape_text(array(i)) + " and is " + type_text(arrays[i]) + " " +
                      shape_text(arrays[i]) +
                      "; state is kept only for the same shape, dtype and memory order. Construct "
                      "a new optimizer instead",
                  path(i));
  }
  std::vector<void*> data;
  for (const auto& a : arrays) data.push_back(const_cast<void*>(a.data()));
  std::vector<BoundArray> bound(arrays.begin(), arrays.end());
  engine_.rebind(data);
  arrays_ = std::move(bound);
}

py::dtype Parameters::computed(std::size_t i) const {
  const bool wide = engine_.params()[i].dtype == Dtype::f64;
  return py::dtype(parts_[i] == 2 ? (wide ? "complex128" : "complex64")
                                  : (wide ? "float64" : "float32"));
}

}  // namespace gradstep::python
