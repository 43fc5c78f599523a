namespace Zrepl.Web.Api;

internal static partial class ApiLog // events 4300-4399
{
    [LoggerMessage(4300, LogLevel.Debug, "control socket: {Method} {Url}")]
    public static partial void Request(this ILogger logger, string method, string url);

    [LoggerMessage(4301, LogLevel.Information, "signal {Operation} for job {Target}: {Answer}")]
    public static partial void Signalled(this ILogger logger, string target, string operation, string answer);
}
