using Zrepl.Tests.Contracts.Pools;
using Zrepl.Zfs.Errors;
using Zrepl.Zfs.Names;
using Zrepl.Zfs.ResumeTokens;
using Zrepl.Zfs.Send;
using Zrepl.Zfs.Versions;

namespace Zrepl.Tests.Contracts.Streams;

public abstract partial class StreamContract
{
    private static readonly SendFlags Raw = new() { Encrypted = true };

    [Fact] // A12.4, C5
    public async Task A_raw_stream_stays_encrypted_and_opens_with_the_senders_key()
    {
        await using var world = await EnterAsync();
        var (source, one) = await CreateEncryptedAsync(world, "secret");
        var two = await world.SnapshotWithFileAsync(source, "2");
        var target = world.SinkPathOf("secret");

        var full = await TransferAsync(world, Send(source, null, one, Raw), Receive(target, one));
        await TransferAsync(world, Send(source, one, two, Raw), Receive(target, two));

        Assert.True(full.Begin.IsRaw);
        Assert.Equal(target.Text, await world.PropertyAsync(target.Text, "encryptionroot"));
        Assert.Equal("unavailable", await world.PropertyAsync(target.Text, "keystatus"));
        await world.RunAsync("load-key", "-L", Pool.KeyLocation, target.Text);
        await AssertSameAsync(world, source, target, one);
        await AssertSameAsync(world, source, target, two);
    }

    [Fact] // A12.8; hint of the error
    public async Task Without_its_key_a_dataset_can_only_be_sent_raw()
    {
        await using var world = await EnterAsync();
        var source = await world.CreateAsync("secret", world.Encrypted);
        await world.SnapshotAsync(source, "1");
        var one = await world.VersionAsync(source, "@1");
        await world.RunAsync("unload-key", source.Text);

        var locked = await Assert.ThrowsAsync<SendException>(() => BytesAsync(world, Send(source, null, one)));
        Assert.Equal(SendFailure.KeyNotLoaded, locked.Failure);
        Assert.Contains("zfs load-key", locked.Hint, StringComparison.Ordinal);
        await TransferAsync(world, Send(source, null, one, Raw), Receive(world.SinkPathOf("secret"), one));
    }

    [Fact] // B14 28: the receiver encrypts what arrives plain
    public async Task A_plain_stream_is_encrypted_where_the_receiver_is()
    {
        await using var world = await EnterAsync();
        var (source, one) = await CreateWithMebibyteAsync(world, "plain");
        var root = await world.CreateAsync(world.SinkPathOf("secret"), world.Encrypted);

        await TransferAsync(world, Send(source, null, one), Receive(root.Child("a b"), one));

        Assert.Equal(root.Text, await world.PropertyAsync(root.Child("a b").Text, "encryptionroot"));
        await AssertSameAsync(world, source, root.Child("a b"), one);
    }

    [Fact] // B14 13 ReceiveForceIntoEncryptedErr, A13.8
    public async Task An_encrypted_dataset_is_not_replaced_by_force()
    {
        await using var world = await EnterAsync();
        var (source, one) = await CreateEncryptedAsync(world, "secret");
        var target = await world.CreateAsync(world.SinkPathOf("foo bar"), world.Encrypted);
        var plain = await world.CreateAsync(world.SinkPathOf("plain"));

        var intoEncrypted = await Assert.ThrowsAsync<ReceiveException>(
            () => TransferAsync(world, Send(source, null, one), Receive(target, one) with { Force = true }));
        var rawIntoPlain = await Assert.ThrowsAsync<ReceiveException>(
            () => TransferAsync(world, Send(source, null, one, Raw), Receive(plain, one) with { Force = true }));

        Assert.Equal(ReceiveFailure.EncryptedOverwrite, intoEncrypted.Failure);
        Assert.Contains("zfs receive -F cannot be used to destroy an encrypted filesystem or overwrite an unencrypted one with an encrypted one", intoEncrypted.Message, StringComparison.Ordinal);
        Assert.Equal(ReceiveFailure.EncryptedOverwrite, rawIntoPlain.Failure);
    }

    [Fact] // B14 37 SendArgsValidationEE_EncryptionAndRaw, 38 ...EncryptedSendOfUnencryptedDatasetForbidden; A12.3
    public async Task Policy_decides_whether_a_dataset_may_leave_plain_or_raw()
    {
        await using var world = await EnterAsync();
        var plain = await world.CreateAsync("plain");
        var secret = await world.CreateAsync("secret", world.Encrypted);
        foreach (var dataset in new[] { plain, secret }) await world.SnapshotAsync(dataset, "1");

        Assert.Null(await RefusalAsync(plain, new()));
        Assert.Null(await RefusalAsync(plain, new() { Raw = true }));
        Assert.Equal(SendRefusal.NotEncrypted, await RefusalAsync(plain, new() { Encrypted = true }));
        Assert.Equal(SendRefusal.NotEncrypted, await RefusalAsync(plain, new() { Encrypted = true, Raw = true }));
        Assert.Null(await RefusalAsync(secret, new()));
        Assert.Equal(SendRefusal.RawOfEncrypted, await RefusalAsync(secret, new() { Raw = true }));
        Assert.Null(await RefusalAsync(secret, new() { Encrypted = true }));
        Assert.Null(await RefusalAsync(secret, new() { Encrypted = true, Raw = true }));

        async Task<SendRefusal?> RefusalAsync(DatasetPath dataset, SendFlags flags)
        {
            var arguments = Send(dataset, null, await world.VersionAsync(dataset, "@1"), flags);
            return await Record.ExceptionAsync(() => world.Zfs.Sender.CheckAsync(arguments, world.Token)) switch
            {
                null => null,
                SendRefusedException refused => refused.Refusal,
                var other => throw other,
            };
        }
    }

    [Fact] // B14 41 SendArgsValidationResumeTokenEncryptionMismatchForbidden
    public async Task A_token_cannot_turn_a_raw_send_into_a_plain_one_or_the_other_way_round()
    {
        await using var world = await EnterAsync();
        var (source, one) = await CreateEncryptedAsync(world, "secret");
        var plain = await InterruptAsync(world, Send(source, null, one), Receive(world.SinkPathOf("plain"), one));
        var raw = await InterruptAsync(world, Send(source, null, one, Raw), Receive(world.SinkPathOf("raw"), one));
        Assert.Equal((false, true), (ResumeTokenDecoder.Decode(plain).RawOk, ResumeTokenDecoder.Decode(raw).RawOk));

        Assert.Equal(SendRefusal.TokenEncryptionNotSet, await RefusalAsync(Send(source, null, one, Raw, plain)));
        Assert.Equal(SendRefusal.TokenEncryptionSet, await RefusalAsync(Send(source, null, one, token: raw)));
        await TransferAsync(world, Send(source, null, one, Raw, raw), Receive(world.SinkPathOf("raw"), one) with { SavePartialState = true });
        await TransferAsync(world, Send(source, null, one, token: plain), Receive(world.SinkPathOf("plain"), one) with { SavePartialState = true });

        async Task<SendRefusal> RefusalAsync(SendArguments arguments) =>
            (await Assert.ThrowsAsync<SendRefusedException>(() => world.Zfs.Sender.CheckAsync(arguments, world.Token))).Refusal;
    }

    [Fact] // A13.6
    public async Task Raw_and_plain_increments_cannot_be_mixed()
    {
        await using var world = await EnterAsync();
        var (source, one) = await CreateEncryptedAsync(world, "secret");
        var two = await world.SnapshotWithFileAsync(source, "2");
        var target = world.SinkPathOf("plain");
        await TransferAsync(world, Send(source, null, one), Receive(target, one));

        var mixed = await Assert.ThrowsAsync<ReceiveException>(() => TransferAsync(world, Send(source, one, two, Raw), Receive(target, two)));

        Assert.Equal(ReceiveFailure.RawOntoUnencrypted, mixed.Failure);
    }

    private static async Task<(DatasetPath Dataset, FilesystemVersion One)> CreateEncryptedAsync(PoolWorld world, string name) =>
        await CreateWithMebibyteAsync(world, name, world.Encrypted);
}
