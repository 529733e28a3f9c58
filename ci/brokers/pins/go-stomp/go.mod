// The proxy shows no list of versions of stomp/v3 ("go list -m -versions" is refused), but it serves
// this exact one, the newest release that is known here, and go.sum holds its checksum. To take a
// newer one, name it: "go get github.com/go-stomp/stomp/v3@VERSION" in a copy of this folder.
module stompcheck.local/brokers

go 1.22

require github.com/go-stomp/stomp/v3 v3.1.5
