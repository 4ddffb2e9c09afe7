# SPDX-FileCopyrightText: 2026 The cupel authors
# SPDX-License-Identifier: GPL-3.0-or-later
# What `cmake --install` puts where: the programs, the two libraries with their headers, pkg-config files and CMake
# package, and the data.

# With BUILD_SHARED_LIBS the same objects are linked once more, as shared libraries that export only CUPEL_API.
if(BUILD_SHARED_LIBS)
  add_library(cupel-kernels-shared SHARED $<TARGET_OBJECTS:cupel-kernels>)
  add_library(cupel-shared SHARED $<TARGET_OBJECTS:cupel>)
  set_target_properties(cupel-kernels-shared PROPERTIES OUTPUT_NAME cupel-kernels)
  set_target_properties(cupel-shared PROPERTIES OUTPUT_NAME cupel)
  target_link_libraries(cupel-kernels-shared PRIVATE GSL::gsl ${OPENBLAS_TARGET} FFTW::fftw OpenMP::OpenMP_C m)
  target_link_libraries(cupel-shared PUBLIC cupel-kernels-shared PRIVATE HDF5::serial yaml::yaml jansson::jansson
      udunits::udunits2 nettle::nettle GSL::gsl libdeflate::libdeflate SQLite::sqlite3 LibArchive::archive OpenMP::OpenMP_C
      Threads::Threads m)
  foreach(library cupel-kernels-shared cupel-shared)
    target_include_directories(${library} INTERFACE $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
    target_link_options(${library} PRIVATE -Wl,--no-undefined)
    # before 1.0 a minor version may change the interface
    set_target_properties(${library} PROPERTIES LINKER_LANGUAGE C VERSION ${PROJECT_VERSION}
        SOVERSION ${PROJECT_VERSION_MAJOR}.${PROJECT_VERSION_MINOR})
  endforeach()
  set(installed_kernels cupel-kernels-shared)
  set(installed_cupel cupel-shared)
else()
  set(installed_kernels cupel-kernels)
  set(installed_cupel cupel)
endif()
set_target_properties(${installed_kernels} PROPERTIES EXPORT_NAME kernels)
set_target_properties(${installed_cupel} PROPERTIES EXPORT_NAME cupel)

install(TARGETS cupel-program RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
if(TARGET cupel-bench)
  install(TARGETS cupel-bench RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
endif()
install(TARGETS ${installed_kernels} ${installed_cupel} EXPORT cupelTargets
        ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR} LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(DIRECTORY include/cupel DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} FILES_MATCHING PATTERN "*.h")
install(DIRECTORY datasets/ DESTINATION ${CMAKE_INSTALL_DATADIR}/cupel OPTIONAL)
install(FILES COPYING DESTINATION ${CMAKE_INSTALL_DOCDIR})

# CMake package: find_package(cupel), targets cupel::cupel and cupel::kernels. Static libraries need their parts found
# again by the client, with the very file that found them here.
include(CMakePackageConfigHelpers)
set(package_folder ${CMAKE_INSTALL_LIBDIR}/cmake/cupel)
set(CUPEL_IS_STATIC TRUE)
if(BUILD_SHARED_LIBS)
  set(CUPEL_IS_STATIC FALSE)
endif()
configure_package_config_file(cmake/cupelConfig.cmake.in generated/cupelConfig.cmake
    INSTALL_DESTINATION ${package_folder})
write_basic_package_version_file(generated/cupelConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/generated/cupelConfig.cmake ${PROJECT_BINARY_DIR}/generated/cupelConfigVersion.cmake
        cmake/CupelDependencies.cmake DESTINATION ${package_folder})
install(EXPORT cupelTargets NAMESPACE cupel:: DESTINATION ${package_folder})

# pkg-config. A static library's parts stand in the public fields, so that plain `pkg-config --libs` links.
set(pc_folder ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
file(RELATIVE_PATH PC_PREFIX ${CMAKE_INSTALL_PREFIX}/${pc_folder} ${CMAKE_INSTALL_PREFIX})
string(REGEX REPLACE "/$" "" PC_PREFIX "${PC_PREFIX}")
set(parts_of_kernels "gsl fftw3 openblas")
set(parts_of_cupel "${pkg_HDF5__serial_MODULE_NAME} yaml-0.1 jansson nettle gsl libdeflate sqlite3 libarchive")
set(flags_of_kernels "${OpenMP_C_FLAGS} -lm")
set(flags_of_cupel "-ludunits2 -pthread -lm")
get_filename_component(udunits_folder ${UDUNITS2_LIBRARY} DIRECTORY)
if(NOT udunits_folder IN_LIST CMAKE_C_IMPLICIT_LINK_DIRECTORIES)
  string(PREPEND flags_of_cupel "-L${udunits_folder} ")
endif()
if(BUILD_SHARED_LIBS)
  set(PC_KERNELS_FIELDS "Requires.private: ${parts_of_kernels}\nLibs: -L\${libdir} -lcupel-kernels\nLibs.private: ${flags_of_kernels}")
  set(PC_CUPEL_FIELDS "Requires: cupel-kernels\nRequires.private: ${parts_of_cupel}\nLibs: -L\${libdir} -lcupel\nLibs.private: ${flags_of_cupel}")
else()
  set(PC_KERNELS_FIELDS "Requires: ${parts_of_kernels}\nLibs: -L\${libdir} -lcupel-kernels ${flags_of_kernels}")
  set(PC_CUPEL_FIELDS "Requires: cupel-kernels ${parts_of_cupel}\nLibs: -L\${libdir} -lcupel ${flags_of_cupel}")
endif()
foreach(name cupel-kernels cupel)
  configure_file(cmake/${name}.pc.in generated/${name}.pc @ONLY)
  install(FILES ${PROJECT_BINARY_DIR}/generated/${name}.pc DESTINATION ${pc_folder})
endforeach()
