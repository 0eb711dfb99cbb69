# Puts the links of src/_nav.adoc, and of a _nav.adoc in a folder below, on every page, and the site's stylesheet. A link
# to a page that is not there is left out: a project may delete one, and not every project has all.
require 'pathname'

source = Pathname.new(File.expand_path('../src', __dir__))

# From a page to the front page's folder: '' or '../' and so on.
root = lambda do |page|
  way = source.relative_path_from(Pathname.new(page.attr('docfile')).dirname).to_s
  way == '.' ? '' : way + '/'
end

Asciidoctor::Extensions.register do
  docinfo_processor do
    at_location :head
    process { |page| %(<link rel="stylesheet" href="#{root.call(page)}site.css">) }
  end

  docinfo_processor do
    at_location :header
    process do |page|
      attributes = page.attributes.slice('project-name', 'profile', 'version')
      attributes['relfileprefix'] = root.call(page)
      links = Pathname.glob(source.join('**/_nav.adoc')).sort.reverse.map do |list|
        lines = list.readlines(encoding: 'UTF-8').reject { |line| line =~ /xref:([^#\[]+)/ && !source.join($1).exist? }
        Asciidoctor.convert(lines.join, safe: :safe, attributes: attributes)
      end
      own = attributes['relfileprefix'] + Pathname.new(page.attr('docfile')).relative_path_from(source).sub_ext('.html').to_s
      <<~HTML
        <input type="checkbox" id="menu"><label for="menu">Pages</label>
        <nav id="pages" aria-label="Pages">
        #{links.join("\n").gsub(%(href="#{own}"), %(href="#{own}" aria-current="page"))}
        </nav>
      HTML
    end
  end
end
