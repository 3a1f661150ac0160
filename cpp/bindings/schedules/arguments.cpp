#include "arguments.hpp"

#include <gradstep/detail/schedule/node.hpp>
#include <gradstep/detail/schedule/text.hpp>
#include <gradstep/schedule.hpp>

#include <array>
#include <utility>

#include "../numbers.hpp"
#include "../values.hpp"

namespace gradstep::python {
namespace {

constexpr std::array<std::pair<std::string_view, Shape>, 6> shapes{{
    {"linear", {Shape::linear}},
    {"cosine", {Shape::cosine}},
    {"1-sqrt", sqrt_shape},
    {"1-square", square_shape},
    {"power", {Shape::power, -1}},  // only with a number
    {"exponential", {Shape::exponential, 0.1}},
}};

template <class Value, class One>
std::vector<Value> to_list(py::handle x, const std::string& who, std::string_view name, One one) {
  if (py::isinstance<py::str>(x) || !is_iterable(x))
    fail(who + ": " + std::string(name) + " must be a list of numbers, not " + shown(x), name);
  std::vector<Value> out;
  for (const py::handle item : x) out.push_back(one(item, who, name));
  return out;
}

}  // namespace

void fail(const std::string& message, std::string_view name) {
  error e(Reason::schedule, message);
  e.name = name;
  throw e;
}

double to_number(py::handle x, const std::string& who, std::string_view name) {
  if (const auto number = read_number(x)) return *number;
  fail(who + ": " + std::string(name) + " must be a number, not " + no_number(x), name);
}

std::int64_t to_count(py::handle x, const std::string& who, std::string_view name) {
  const py::object whole = read_whole(x);
  if (!whole)
    fail(who + ": " + std::string(name) + " must be a whole number, not " + no_whole(x), name);
  int overflow = 0;
  const long long count = PyLong_AsLongLongAndOverflow(whole.ptr(), &overflow);
  if (overflow != 0 || count < -longest || count > longest)
    fail(who + ": " + std::string(name) + "=" + written(whole) + " is beyond 2**53 - 1", name);
  return count;
}

bool to_flag(py::handle x, const std::string& who, std::string_view name) {
  if (x.ptr() != Py_True && x.ptr() != Py_False)
    fail(who + ": " + std::string(name) + " must be True or False, not " + shown(x), name);
  return x.ptr() == Py_True;
}

Shape to_shape(py::handle x, const std::string& who, std::string_view name) {
  const bool pair = (py::isinstance<py::tuple>(x) || py::isinstance<py::list>(x)) &&
                    py::len(x) == 2 && py::isinstance<py::str>(x[py::int_(0)]);
  if (pair || py::isinstance<py::str>(x)) {
    const std::string word = pair ? text(x[py::int_(0)]) : text(x);
    for (const auto& [known, shape] : shapes) {
      const bool takes = known == "power" || known == "exponential";
      if (word != known || (pair ? !takes : known == "power")) continue;
      Shape out = shape;
      if (pair) out.x = to_number(x[py::int_(1)], who, name);
      return out;
    }
  }
  fail(who + ": " + std::string(name) +
           " must be \"linear\", \"cosine\", \"1-sqrt\", \"1-square\", \"exponential\", "
           "(\"power\", p) or (\"exponential\", r), not " +
           shown(x),
       name);
}

std::vector<double> to_numbers(py::handle x, const std::string& who, std::string_view name) {
  return to_list<double>(x, who, name, to_number);
}
std::vector<std::int64_t> to_counts(py::handle x, const std::string& who, std::string_view name) {
  return to_list<std::int64_t>(x, who, name, to_count);
}

std::optional<double> to_optional_number(py::handle x, const char* who, const char* name) {
  return x.is_none() ? std::nullopt : std::optional(to_number(x, who, name));
}
std::optional<std::int64_t> to_optional_count(py::handle x, const char* who, const char* name) {
  return x.is_none() ? std::nullopt : std::optional(to_count(x, who, name));
}

py::object from_shape(const Shape& shape) {
  const std::string name = detail::shape_name(shape);
  if (detail::shape_has_number(shape)) return py::make_tuple(name, shape.x);
  return py::str(name);
}

}  // namespace gradstep::python
