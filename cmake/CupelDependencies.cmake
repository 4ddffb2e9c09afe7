# SPDX-FileCopyrightText: 2026 The cupel authors
# SPDX-License-Identifier: GPL-3.0-or-later
# The parts we build on (Debian packages; script/bootstrap installs them), each as one imported target.
# The installed package reads this file too, inside a project that may have found some of them already.
find_package(OpenMP REQUIRED COMPONENTS C)
find_package(Threads REQUIRED)

find_package(PkgConfig REQUIRED)

function(cupel_pkg target)
  string(MAKE_C_IDENTIFIER "pkg_${target}" prefix)
  if(NOT TARGET PkgConfig::${prefix})
    pkg_search_module(${prefix} REQUIRED IMPORTED_TARGET GLOBAL ${ARGN})
  endif()
  if(NOT TARGET ${target})
    add_library(${target} ALIAS PkgConfig::${prefix})
  endif()
endfunction()

cupel_pkg(GSL::gsl gsl)
cupel_pkg(FFTW::fftw fftw3)
cupel_pkg(yaml::yaml yaml-0.1)
cupel_pkg(jansson::jansson jansson)
cupel_pkg(nettle::nettle nettle)
cupel_pkg(libdeflate::libdeflate libdeflate)
cupel_pkg(SQLite::sqlite3 sqlite3)
cupel_pkg(LibArchive::archive libarchive)
cupel_pkg(OpenBLAS::openblas openblas)
set(OPENBLAS_TARGET OpenBLAS::openblas)

# Debian's serial HDF5 has its own pkg-config name; elsewhere it is plain hdf5.
cupel_pkg(HDF5::serial hdf5-serial hdf5)

# udunits2 comes with or without a pkg-config file, by distribution.
find_path(UDUNITS2_INCLUDE_DIR udunits2.h PATH_SUFFIXES udunits2 REQUIRED)
find_library(UDUNITS2_LIBRARY udunits2 REQUIRED)
if(NOT TARGET udunits::udunits2)
  add_library(udunits::udunits2 INTERFACE IMPORTED GLOBAL)
  target_include_directories(udunits::udunits2 INTERFACE ${UDUNITS2_INCLUDE_DIR})
  target_link_libraries(udunits::udunits2 INTERFACE ${UDUNITS2_LIBRARY})
endif()
