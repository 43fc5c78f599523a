using System.Net.Security;

namespace Zrepl.Engine.Transport.Tls;

/// <summary>
/// The ciphers we offer: those of a Go peer, in its order (spec wire 6.2), without the older ones with CBC. AES with 128 bits first, because it costs two
/// thirds of what 256 bits cost; a platform that leaves the choice to us would begin with 256. See decision 0022.
/// </summary>
internal static class TlsCiphers
{
    private static readonly TlsCipherSuite[] InOrder =
    [
        TlsCipherSuite.TLS_AES_128_GCM_SHA256,
        TlsCipherSuite.TLS_AES_256_GCM_SHA384,
        TlsCipherSuite.TLS_CHACHA20_POLY1305_SHA256,
        TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
        TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
        TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
        TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
        TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256,
        TlsCipherSuite.TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
    ];

    /// <summary>For both sides' options; null where the platform does not let us choose.</summary>
    public static CipherSuitesPolicy? Policy { get; } = OperatingSystem.IsLinux() || OperatingSystem.IsFreeBSD() ? new(InOrder) : null;
}
