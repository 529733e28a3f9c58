#include "conformance/scenario/passcode.hpp"

#include <string>

#include <gtest/gtest.h>

namespace conformance {
namespace {

// base64.b64encode(hmac.new(secret, client_id, hashlib.sha1).digest()), by Python as in the
// gateway's own samples.
TEST(Passcode, IsWhatTheGatewaysSamplesCompute) {
  EXPECT_EQ(sign_client_id("sk-owner", "recv_01"), "AesxMafpVPHfjxEHC3bxSIf1LuY=");
  EXPECT_EQ(sign_client_id("", ""), "+9sdGxiqbAgyS31ktx+3Y3BpDh0=");
  EXPECT_EQ(sign_client_id(std::string(100, 'k'), "\xe5\xae\xa2\xe6\x88\xb7"),
            "CSFc2UHM+mpcd066WFMYQtd66wQ=");
}

// RFC 2202, test case 2: HMAC-SHA1("Jefe", "what do ya want for nothing?").
TEST(Passcode, AgreesWithTheStandardsVector) {
  EXPECT_EQ(sign_client_id("Jefe", "what do ya want for nothing?"), "7/zfauXrL6LSdBbV8YTfnCWafHk=");
}

}  // namespace
}  // namespace conformance
