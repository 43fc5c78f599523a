using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Zrepl.Web.Alerts.Problems;
using Zrepl.Web.Alerts.Settings;

namespace Zrepl.Web.Alerts.Delivery;

/// <summary>Posts JSON; the body is described in docs/alerts.md.</summary>
internal sealed class WebhookChannel(HookClient web, AlertSender sender) : IAlertChannel
{
    public const string SignatureHeader = "X-Zrepl-Signature";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public string Name => "webhook";

    public bool IsSet(NotificationSettings settings) => settings.Webhook is not null;

    public async Task SendAsync(NotificationSettings settings, AlertMessage message, CancellationToken cancellation)
    {
        var webhook = settings.Webhook ?? throw new DeliveryException("there is no webhook any more", isFinal: true);
        var body = Body(message, sender.Host, AlertSender.LinkOf(settings, message));
        using var request = new HttpRequestMessage(HttpMethod.Post, webhook.Url) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        if (webhook.Secret.Length > 0) request.Headers.Add(SignatureHeader, Signature(body, webhook.Secret));
        await web.SendAsync(request, cancellation);
    }

    /// <summary>The body.</summary>
    public static byte[] Body(AlertMessage message, string host, string? link) => JsonSerializer.SerializeToUtf8Bytes(
        new
        {
            Event = message.EventWord, Host = host, Job = message.Job, Problem = message.Kind, message.Title, message.Text, message.Advice, message.Since,
            message.At, Link = link,
        },
        Json);

    /// <summary>The value of the header that says that the body is ours.</summary>
    public static string Signature(byte[] body, string secret) =>
        "sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), body));
}
