// Classes of Python for the structs of a list.
#pragma once

namespace gradstep::python {

/// What objects of the class of the struct S hold: a Base, whose class is the base class in Python,
/// with an S in it.
template <class S, class Base>
struct Subclass : Base {};

}  // namespace gradstep::python
