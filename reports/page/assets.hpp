// The page's plain files, as they stand in this folder: page.html with {{slots}}, page.css,
// page.js. The build puts them into the program, so that the page needs nothing but itself.

#pragma once

#include <string_view>

namespace reports::page {

extern const std::string_view page_html;
extern const std::string_view page_css;
extern const std::string_view page_js;

}  // namespace reports::page
