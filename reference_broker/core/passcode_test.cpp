#include "reference_broker/core/passcode.hpp"

#include <gtest/gtest.h>

namespace broker {
namespace {

// Computed with Python: base64.b64encode(hmac.new(key, message, hashlib.sha1).digest()). The first
// is RFC 2202's second test case, effcdf6ae5eb2fa2d27416d5f184df9c259a7c79, in Base64.
TEST(Passcode, IsTheBase64OfTheHmacSha1) {
  EXPECT_EQ(sign("Jefe", "what do ya want for nothing?"), "7/zfauXrL6LSdBbV8YTfnCWafHk=");
  EXPECT_EQ(sign("sk-owner", "recv_01"), "AesxMafpVPHfjxEHC3bxSIf1LuY=");
  EXPECT_EQ(sign("sk-limited", ""), "7n5QUkW37Yu5/1Bg1efuvilwy7o=");
}

TEST(Passcode, ComparesWholeTexts) {
  EXPECT_TRUE(equal_in_constant_time("", ""));
  EXPECT_TRUE(equal_in_constant_time("abc", "abc"));
  EXPECT_FALSE(equal_in_constant_time("abc", "abd"));
  EXPECT_FALSE(equal_in_constant_time("abc", "ab"));
  EXPECT_FALSE(equal_in_constant_time("abc", "abcd"));
}

}  // namespace
}  // namespace broker
