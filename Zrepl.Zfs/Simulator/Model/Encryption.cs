namespace Zrepl.Zfs.Simulator.Model;

/// <summary>How a dataset is encrypted. A change of the wrapping key makes a new value for the root only.</summary>
/// <param name="Suite">Such as <c>aes-256-gcm</c>.</param>
/// <param name="MasterKeyGuid">Identity of the key the data is encrypted with; travels in raw streams.</param>
/// <param name="Root">Name of the dataset whose key must be loaded (<c>encryptionroot</c>).</param>
/// <param name="Wrapping">The key of the root; null where another dataset is the root.</param>
internal sealed record Encryption(string Suite, ulong MasterKeyGuid, string Root, WrappingKey? Wrapping);

/// <summary>The key an operator gives. The simulator keeps a fingerprint of it, never the key.</summary>
/// <param name="Fingerprint">Equal for equal key material.</param>
/// <param name="KeyFormat"><c>passphrase</c>, <c>hex</c> or <c>raw</c>.</param>
/// <param name="Pbkdf2Iterations">0 unless a passphrase.</param>
/// <param name="IsLoaded">Whether data can be read and plain streams made.</param>
internal sealed record WrappingKey(ulong Fingerprint, string KeyFormat, ulong Pbkdf2Iterations, bool IsLoaded);
