using Zrepl.Web.Security.Tokens;

namespace Zrepl.Web.Security.SignIn;

/// <summary>
/// Looks every few seconds whether the sessions and tokens under which something is open still exist: a page that is only looked at sends no request,
/// nor does who reads events, a token expires by itself, and <c>zrepl user</c> ends sessions in another process.
/// </summary>
internal sealed class SessionWatch(Sessions sessions, ApiTokens tokens, LiveSessions live, TimeProvider clock) : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(3);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken)) await LookAsync(stoppingToken);
    }

    /// <summary>Looks once.</summary>
    public async Task LookAsync(CancellationToken cancellation)
    {
        foreach (var key in live.Open)
        {
            if (LiveToken.Of(key) is not { } token) await sessions.FindAsync(key, "", cancellation); // ends what is open under one that is over
            else if (await tokens.EndOfAsync(token, cancellation) is { } reason) live.End(key, reason);
        }
    }
}
