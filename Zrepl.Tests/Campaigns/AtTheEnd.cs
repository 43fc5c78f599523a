namespace Zrepl.Tests.Campaigns;

/// <summary>Does something when it is disposed.</summary>
internal sealed class AtTheEnd(Func<Task> end) : IAsyncDisposable
{
    public async ValueTask DisposeAsync() => await end();
}
