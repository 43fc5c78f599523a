namespace Zrepl.Tests.Support.Replication;

/// <summary>Stops one call until the test lets it go on.</summary>
internal sealed class Gate
{
    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when the call has come.</summary>
    public Task Reached => _reached.Task.WaitAsync(Deadline.OfATest);

    public bool IsReached => _reached.Task.IsCompleted;

    /// <summary>Lets the call go on.</summary>
    public void Open() => _opened.TrySetResult();

    /// <summary>Makes the call fail.</summary>
    public void Break(Exception failure) => _opened.TrySetException(failure);

    public async Task PassAsync(CancellationToken cancellation)
    {
        _reached.TrySetResult();
        await _opened.Task.WaitAsync(cancellation);
    }
}
