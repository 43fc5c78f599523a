using Zrepl.Zfs.Commands;

namespace Zrepl.Zfs.Errors;

/// <summary>A receive broke off and its state is saved; a stream made with the token continues it.</summary>
public sealed class ReceiveInterruptedException(CommandResult result, string token) : ZfsCommandException(result, category: FailureCategory.Temporary)
{
    /// <summary>The token as printed, not yet decoded.</summary>
    public string Token => token;
}
