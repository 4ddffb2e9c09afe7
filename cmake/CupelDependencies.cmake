# SPDX-FileCopyrightText: 2026 The cupel authors
# SPDX-License-Identifier: GPL-3.0-or-later
# The parts we build on (Debian packages; script/bootstrap installs them), each as one imported target.
find_package(OpenMP REQUIRED COMPONENTS C)
find_package(Threads REQUIRED)
find_package(ZLIB REQUIRED)
find_package(PkgConfig REQUIRED)

function(cupel_pkg target module)
  string(MAKE_C_IDENTIFIER "pkg_${module}" prefix)
  pkg_check_modules(${prefix} REQUIRED IMPORTED_TARGET GLOBAL ${module})
  add_library(${target} ALIAS PkgConfig::${prefix})
endfunction()

cupel_pkg(GSL::gsl gsl)
cupel_pkg(FFTW::fftw fftw3)
cupel_pkg(yaml::yaml yaml-0.1)
cupel_pkg(jansson::jansson jansson)
cupel_pkg(nettle::nettle nettle)
cupel_pkg(OpenBLAS::openblas openblas)
set(OPENBLAS_TARGET OpenBLAS::openblas)

# Debian's serial HDF5 has its own pkg-config name; elsewhere it is plain hdf5.
pkg_search_module(pkg_hdf5 REQUIRED IMPORTED_TARGET GLOBAL hdf5-serial hdf5)
add_library(HDF5::serial ALIAS PkgConfig::pkg_hdf5)

# udunits2 comes with or without a pkg-config file, by distribution.
find_path(UDUNITS2_INCLUDE_DIR udunits2.h PATH_SUFFIXES udunits2 REQUIRED)
find_library(UDUNITS2_LIBRARY udunits2 REQUIRED)
add_library(udunits::udunits2 INTERFACE IMPORTED GLOBAL)
target_include_directories(udunits::udunits2 INTERFACE ${UDUNITS2_INCLUDE_DIR})
target_link_libraries(udunits::udunits2 INTERFACE ${UDUNITS2_LIBRARY})
