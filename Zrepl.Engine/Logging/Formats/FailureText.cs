namespace Zrepl.Engine.Logging.Formats;

/// <summary>What a log line tells of an exception.</summary>
internal static class FailureText
{
    /// <summary>
    /// The message and those of its causes, as far as they say something new: <c>cannot connect: connection refused</c>. After a whole sentence
    /// a cause stands in brackets.
    /// </summary>
    public static string Of(Exception failure)
    {
        var text = failure.Message;
        for (var cause = failure.InnerException; cause is not null; cause = cause.InnerException)
        {
            if (text.Contains(cause.Message, StringComparison.Ordinal)) continue;
            text += text.EndsWith('.') ? $" ({cause.Message})" : $": {cause.Message}";
        }

        return text;
    }

    /// <summary>
    /// The stack trace if the exception looks like a mistake of ours. The world's failures (files, network, ZFS, peers: types with a message
    /// made for people) need none.
    /// </summary>
    public static string? StackIfUnexpected(Exception failure) =>
        failure is ArgumentException or InvalidOperationException or NullReferenceException or IndexOutOfRangeException or KeyNotFoundException
            or InvalidCastException or NotImplementedException or ArithmeticException or AggregateException
            ? failure.ToString()
            : null;
}
