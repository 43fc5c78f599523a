namespace Zrepl.Zfs.Send;

/// <summary>
/// The decisions of spec A12.3 and A11.8: may this stream be sent? Pure; what is on disk is passed in. They stand between a peer and
/// data it must not get, or must not get unencrypted.
/// </summary>
public static class SendRules
{
    /// <summary>Checks the job's policy and the token.</summary>
    /// <param name="arguments">What is asked for, with versions already matched by guid.</param>
    /// <param name="isEncrypted">Whether the dataset is encrypted on disk.</param>
    /// <exception cref="SendRefusedException">It may not; the message says why in upstream's words.</exception>
    public static void Check(SendArguments arguments, bool isEncrypted)
    {
        var flags = arguments.Flags;
        if (flags.Encrypted && !isEncrypted)
            throw Refuse(SendRefusal.NotEncrypted, $"encrypted send mandated by policy, but filesystem \"{arguments.Dataset}\" is not encrypted");
        if (flags.Raw && isEncrypted && !flags.Encrypted)
            throw Refuse(SendRefusal.RawOfEncrypted, $"policy mandates raw+unencrypted sends, but filesystem \"{arguments.Dataset}\" is encrypted");
        if (arguments.Token is not null) CheckToken(arguments, isEncrypted);
    }

    private static void CheckToken(SendArguments arguments, bool isEncrypted)
    {
        var token = arguments.Token!; // the caller has one
        if (token.ToName.Dataset != arguments.Dataset)
        {
            throw Refuse(
                SendRefusal.TokenFilesystem,
                $"filesystem in resume token field `toname` = \"{token.ToName.Dataset}\" does not match expected value \"{arguments.Dataset}\"");
        }

        switch (arguments.From, token.FromGuid)
        {
            case (null, { } unexpected):
                throw Refuse(SendRefusal.TokenVersion, $"resume token not expected to be incremental, but `fromguid` = {unexpected}");
            case ({ }, null):
                throw Refuse(SendRefusal.TokenVersion, "resume token expected to be incremental, but `fromguid` not present");
            case ({ } from, { } guid) when from.Guid != guid:
                throw Refuse(SendRefusal.TokenVersion, $"resume token `fromguid` != expected: {guid} != {from.Guid}");
        }

        if (token.ToGuid != arguments.To.Guid)
            throw Refuse(SendRefusal.TokenVersion, $"resume token `toguid` != expected: {token.ToGuid} != {arguments.To.Guid}");

        var willBeEncrypted = isEncrypted && token.RawOk;
        if (arguments.Flags.Encrypted && !willBeEncrypted)
        {
            throw Refuse(
                SendRefusal.TokenEncryptionNotSet,
                "resume token does not have rawok=true which would result in an unencrypted send, but policy mandates encrypted sends only");
        }

        if (!arguments.Flags.Encrypted && willBeEncrypted)
        {
            throw Refuse(
                SendRefusal.TokenEncryptionSet,
                "resume token has rawok=true which would result in encrypted send, but policy mandates unencrypted sends only");
        }
    }

    private static SendRefusedException Refuse(SendRefusal refusal, string message) => new(refusal, message);
}
