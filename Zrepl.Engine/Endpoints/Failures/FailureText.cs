using Zrepl.Engine.Stalls;
using Zrepl.Zfs.Commands;
using Zrepl.Zfs.Names;

namespace Zrepl.Engine.Endpoints.Failures;

/// <summary>Says failures in the words of a report.</summary>
public static class FailureText
{
    /// <summary>How a mistake in zrepl begins.</summary>
    internal const string Mistake = "internal error, please report: ";

    /// <summary>
    /// The message for what endpoints may throw. Anything else is a mistake in zrepl: then the type is named as well, because messages
    /// like "Sequence contains no elements" mean nothing to an operator.
    /// </summary>
    public static string Of(Exception failure)
    {
        var text = IsExpected(failure) ? failure.Message : $"{Mistake}{failure.GetType().Name}: {failure.Message}";
        return text.Length > 0 ? text : failure.GetType().Name; // an empty text would look like no error
    }

    /// <summary>False for exceptions that only a programming mistake explains.</summary>
    public static bool IsExpected(Exception failure) => failure
        is EndpointException or StreamStalledException or ZfsException or IConnectivityFailure or InvalidNameException
        or IOException or UnauthorizedAccessException or OperationCanceledException or TimeoutException;
}
