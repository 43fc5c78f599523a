namespace Zrepl.Engine.Configuration;

/// <summary>PEM files of a TLS section, as absolute paths. They are read when a connection is made, so that renewed ones come into use.</summary>
/// <param name="CertificateAuthority">Certificates that may sign the other side's.</param>
/// <param name="Certificate">Our certificate, intermediate ones behind it.</param>
/// <param name="Key">Its private key.</param>
public sealed record TlsFiles(string CertificateAuthority, string Certificate, string Key);
