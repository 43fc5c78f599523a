using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Zrepl.Tests.Support;
using Zrepl.Tests.Support.Wire;
using Zrepl.Web.Alerts.Delivery;
using Zrepl.Web.Alerts.Problems;
using Zrepl.Web.Alerts.Settings;

namespace Zrepl.Tests.Web.Alerts;

/// <summary>What goes over the line, against servers on the loopback.</summary>
public sealed class ChannelTests
{
    private const string Hostile = "<script>alert(1)</script>\r\nBcc: eve@example.com";

    private static readonly AlertSender Sender = new("nas");

    private static readonly AlertMessage Message = new(
        AlertEvent.Problem, "k", "to nas", "late", "1 copy is late " + Hostile, "It is 26 h old.", "Look.", AJob.Now.AddHours(-1), AJob.Now);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_webhook_posts_what_the_documents_say_signed_with_the_secret()
    {
        var heard = new TaskCompletionSource<(string Body, string? Signature)>();
        await using var server = await ServeAsync(async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            heard.TrySetResult((await reader.ReadToEndAsync(), context.Request.Headers[WebhookChannel.SignatureHeader]));
        });
        using var web = new HookClient();
        var settings = new NotificationSettings { DashboardUrl = "https://nas.example.com/", Webhook = new() { Url = server.Urls.First() + "/hook", Secret = "s" } };
        await new WebhookChannel(web, Sender).SendAsync(settings, Message, Token);

        var (body, signature) = await heard.Task.WaitAsync(Deadline.OfATest, Token);
        Assert.Equal(WebhookChannel.Signature(Encoding.UTF8.GetBytes(body), "s"), signature);
        var json = JsonDocument.Parse(body).RootElement;
        Assert.Equal(
            ["event", "host", "job", "problem", "title", "text", "advice", "since", "at", "link"], json.EnumerateObject().Select(property => property.Name));
        Assert.Equal(
            ("problem", "nas", "late", Message.Title, "https://nas.example.com/jobs/to%20nas"),
            (Of("event"), Of("host"), Of("problem"), Of("title"), Of("link")));

        string? Of(string name) => json.GetProperty(name).GetString();
    }

    [Theory]
    [InlineData(204, null, false)]
    [InlineData(302, "answers 302", true)] // a signed body goes nowhere else
    [InlineData(404, "answers 404", true)]
    [InlineData(429, "answers 429", false)]
    [InlineData(500, "answers 500", false)]
    public async Task An_answer_tells_whether_to_try_again_and_the_address_is_not_repeated(int status, string? problem, bool isFinal)
    {
        await using var server = await ServeAsync(context =>
        {
            context.Response.StatusCode = status;
            context.Response.Headers.Location = "/elsewhere";
            return Task.CompletedTask;
        });
        using var web = new HookClient();
        var settings = new NotificationSettings { Webhook = new() { Url = server.Urls.First() + "/geheim" } };
        var sending = new WebhookChannel(web, Sender).SendAsync(settings, Message, Token);
        if (problem is null)
        {
            await sending;
            return;
        }

        var failure = await Assert.ThrowsAsync<DeliveryException>(() => sending);
        Assert.Contains(problem, failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("geheim", failure.Message, StringComparison.Ordinal);
        Assert.Equal(isFinal, failure.IsFinal);
    }

    [Fact]
    public async Task Whoever_cannot_be_reached_is_named_with_what_to_do()
    {
        using var web = new HookClient();
        using var reserved = new ReservedPort(); // nobody listens there, and nobody else gets it
        var port = reserved.Number;
        var settings = new NotificationSettings { Webhook = new() { Url = $"http://127.0.0.1:{port}/geheim" }, Mail = Mail(port) };
        var failure = await Assert.ThrowsAsync<DeliveryException>(() => new WebhookChannel(web, Sender).SendAsync(settings, Message, Token));
        Assert.StartsWith($"http://127.0.0.1:{port}/… cannot be reached", failure.Message, StringComparison.Ordinal);
        failure = await Assert.ThrowsAsync<DeliveryException>(() => new MailChannel(Sender).SendAsync(settings, Message, Token));
        Assert.StartsWith($"127.0.0.1:{port} cannot be reached", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Mail_is_plain_text_and_a_name_from_outside_adds_no_header()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var letter = ReceiveAsync(listener);
        await new MailChannel(Sender).SendAsync(new() { Mail = Mail(((IPEndPoint)listener.LocalEndpoint).Port) }, Message, Token);

        var text = await letter.WaitAsync(Deadline.OfATest, Token);
        var head = text[..text.IndexOf("\r\n\r\n", StringComparison.Ordinal)];
        Assert.Contains("Subject: [zrepl nas] 1 copy is late", head, StringComparison.Ordinal);
        Assert.Contains("Content-Type: text/plain", head, StringComparison.Ordinal);
        Assert.DoesNotContain(head.Split("\r\n"), line => line.StartsWith("Bcc", StringComparison.Ordinal));
        Assert.Contains("It is 26 h old.", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mail_server_that_asks_nobody_who_they_are_is_not_taken_for_one_without_encryption()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        _ = ReceiveAsync(listener);
        var mail = Mail(((IPEndPoint)listener.LocalEndpoint).Port) with { User = "zrepl" };

        var failure = await Assert.ThrowsAsync<DeliveryException>(() => new MailChannel(Sender).SendAsync(new() { Mail = mail }, Message, Token));

        Assert.Contains("asks nobody for a password", failure.Message, StringComparison.Ordinal);
    }

    private static MailSettings Mail(int port) => new() { Host = "127.0.0.1", Port = port, Security = "none", From = "zrepl@example.com", To = "anna@example.com, bert@example.com" };

    // As much of RFC 5321 as one letter needs.
    private static async Task<string> ReceiveAsync(TcpListener listener)
    {
        using var client = await listener.AcceptTcpClientAsync(Token);
        using var reader = new StreamReader(client.GetStream(), Encoding.UTF8);
        await using var writer = new StreamWriter(client.GetStream(), new UTF8Encoding(false)) { NewLine = "\r\n", AutoFlush = true };
        await writer.WriteLineAsync("220 mail.example.com");
        var letter = new StringBuilder();
        while (await reader.ReadLineAsync(Token) is { } line)
        {
            if (line == "DATA")
            {
                await writer.WriteLineAsync("354 go on");
                while (await reader.ReadLineAsync(Token) is { } text && text != ".") letter.Append(text).Append("\r\n");
            }

            await writer.WriteLineAsync(line == "QUIT" ? "221 bye" : "250 ok");
            if (line == "QUIT") break;
        }

        return letter.ToString();
    }

    private static async Task<WebApplication> ServeAsync(Func<HttpContext, Task> answer)
    {
        var app = LocalServer.Begin().Build();
        app.Run(context => answer(context));
        await app.StartAsync(Token);
        return app;
    }
}
