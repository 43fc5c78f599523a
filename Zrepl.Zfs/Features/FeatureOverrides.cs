namespace Zrepl.Zfs.Features;

/// <summary>Answers that replace probes; null asks ZFS. Set by environment variables for experiments (spec A1.16).</summary>
/// <param name="CommaSyntax"><c>ZREPL_EXPERIMENTAL_ZFS_COMMA_SYNTAX_SUPPORTED</c></param>
/// <param name="EncryptionCli"><c>ZREPL_EXPERIMENTAL_ZFS_ENCRYPTION_CLI_SUPPORTED</c></param>
/// <param name="SendResume"><c>ZREPL_EXPERIMENTAL_ZFS_SEND_RESUME_SUPPORTED</c></param>
public sealed record FeatureOverrides(bool? CommaSyntax = null, bool? EncryptionCli = null, bool? SendResume = null);
