using Zrepl.Zfs.Commands;
using static Zrepl.Zfs.Errors.SendFailure;

namespace Zrepl.Zfs.Errors;

/// <summary>What <c>zfs send</c> says (spec A5.7).</summary>
internal static class SendErrors
{
    private static readonly (string Text, SendFailure Failure)[] Texts =
    [
        ("dataset key must be loaded", KeyNotLoaded),
        ("source key must be loaded", KeyNotLoaded),
        ("used in the initial send no longer exists", TokenUnusable),
        ("is no longer the same snapshot used in the initial send", TokenUnusable),
        ("no longer exists", TokenUnusable),
        ("resume token is corrupt", TokenUnusable),
        ("unable to access '", TokenUnusable),
        ("not an earlier snapshot from the same fs", NotEarlier),
        ("does not exist", VersionMissing),
        ("no such pool or dataset", VersionMissing),
        ("contains large microzaps", NeedsLargeBlocks),
        ("may not be sent with properties without the raw flag", PropertiesNeedRaw),
        ("Broken pipe", BrokenPipe),
        ("Input/output error", ReadError),
        ("I/O error", ReadError),
    ];

    /// <summary>Explains a failed send.</summary>
    public static ZfsException Explain(CommandResult result)
    {
        if (CommonErrors.Unavailable(result) is { } unavailable) return unavailable;
        if (result.Exit.Signal == 13) return new SendException(result, BrokenPipe);
        foreach (var (text, failure) in Texts)
        {
            if (result.ErrorText.Contains(text, StringComparison.Ordinal)) return new SendException(result, failure);
        }

        return CommonErrors.Generic(result);
    }
}
