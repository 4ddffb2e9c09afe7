# SPDX-FileCopyrightText: 2026 The cupel authors
# SPDX-License-Identifier: GPL-3.0-or-later
foreach(function IN ITEMS Acreate2 Aclose Aexists Aget_space Aget_type Aiterate2 Aopen Aread Awrite Dclose Dcreate2
        Dget_create_plist Dget_space Dget_type Dopen2 Dread Dwrite Dwrite_chunk Fclose Fcreate Fopen Gclose Gcreate2
        Gopen2 Literate Ocopy Oget_info2 Oopen Pcreate Pset_chunk Pset_virtual Screate Screate_simple Tcopy)
  target_link_options(${target} PRIVATE -Wl,--wrap=H5${function})
endforeach()
