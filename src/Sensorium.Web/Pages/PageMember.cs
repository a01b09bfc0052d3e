using Sensorium.Core;

namespace Sensorium.Web.Pages;

/// <summary>A member of a JSON object with the place of its name.</summary>
internal sealed record PageMember(string Name, SourceSpan Span, PageNode Value);
